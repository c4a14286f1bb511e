import { type Client, item, KmipResponseError, responsesOf } from '../../client/index.ts'
import type { SeededRandom } from '../support/random.ts'
import { type KnownObject, type Model, type Pending, toKnownObject } from './model.ts'
import { materialIn } from './snapshot.ts'

const describeAesKey = (name: string) =>
  ({
    name,
    cryptographicAlgorithm: 'AES',
    cryptographicLength: 256,
    cryptographicUsageMask: ['Encrypt', 'Decrypt'],
  }) as const

/** Public keys have Names apart from those of all other objects. */
const publicName = 'public-'

interface Worker {
  readonly client: Client
  readonly random: SeededRandom
  readonly model: Model
  readonly name: () => string
}

/** Creates objects; without an answer, either all of them exist or none. */
const createObjects = async (
  { model }: Worker,
  names: readonly string[],
  make: () => Promise<KnownObject[]>,
): Promise<void> => {
  const pending = { names }
  model.makes.push(pending)
  const made = await make()
  model.makes.splice(model.makes.indexOf(pending), 1)
  for (const each of made) model.objects.set(each.id, each)
  model.acknowledged++
}

/** Changes one object; without an answer, the change may or may not have happened. */
const changeObject = async (
  { model }: Worker,
  object: KnownObject,
  pending: Pending,
  change: () => Promise<void>,
): Promise<void> => {
  object.pending = pending
  await change()
  object.pending = undefined
  model.acknowledged++
}

const makers: ((worker: Worker) => Promise<void>)[] = [
  async (worker) => {
    const name = worker.name()
    await createObjects(worker, [name], async () => {
      const { uniqueIdentifier } = await worker.client.create({
        objectType: 'SymmetricKey',
        attributes: describeAesKey(name),
      })
      return [toKnownObject(String(uniqueIdentifier), name)]
    })
  },
  async (worker) => {
    const name = worker.name()
    const keyMaterial = Uint8Array.from({ length: 32 }, () => worker.random.below(256))
    await createObjects(worker, [name], async () => {
      const keyBlock = {
        keyFormatType: 'Raw',
        keyValue: { keyMaterial },
        cryptographicAlgorithm: 'AES',
        cryptographicLength: 256,
      } as const
      const { uniqueIdentifier } = await worker.client.register({
        objectType: 'SymmetricKey',
        attributes: { name, cryptographicUsageMask: ['Encrypt', 'Decrypt'] },
        object: { symmetricKey: { keyBlock } },
      })
      return [toKnownObject(String(uniqueIdentifier), name, { material: Buffer.from(keyMaterial).toString('hex') })]
    })
  },
  async (worker) => {
    const [priv, pub] = [worker.name(), `${publicName}${worker.name()}`]
    await createObjects(worker, [priv, pub], async () => {
      const pair = await worker.client.createKeyPair({
        commonAttributes: { cryptographicAlgorithm: 'EC', cryptographicLength: 256 },
        privateKeyAttributes: { name: priv },
        publicKeyAttributes: { name: pub },
      })
      return [
        toKnownObject(String(pair.privateKeyUniqueIdentifier), priv),
        toKnownObject(String(pair.publicKeyUniqueIdentifier), pub),
      ]
    })
  },
  async (worker) => {
    const names = [worker.name(), worker.name(), worker.name()]
    await createObjects(worker, names, async () => {
      const items = names.map((name) => item.create({ objectType: 'SymmetricKey', attributes: describeAesKey(name) }))
      const made = responsesOf(await worker.client.batch(items, { errorContinuation: 'Undo' }))
      return made.map(({ uniqueIdentifier }, at) => toKnownObject(String(uniqueIdentifier), names[at]))
    })
  },
  async (worker) => {
    // The second item fails: the name is taken. Nothing of the batch may remain, ever.
    const taken = [...worker.model.objects.values()].find(
      ({ name, state }) => name && !name.startsWith(publicName) && state !== 'Destroyed',
    )?.name
    if (!taken) return
    const name = `never-${worker.name()}`
    const items = [name, taken].map((each) =>
      item.create({ objectType: 'SymmetricKey', attributes: describeAesKey(each) }),
    )
    const outcomes = await worker.client.batch(items, { errorContinuation: 'Undo' })
    if (outcomes.every(({ ok }) => ok)) throw new Error(`two objects have the name ${taken}`)
  },
]

const changers: ((worker: Worker, object: KnownObject) => Promise<void>)[] = [
  async (worker, object) => {
    const to = `contact-${worker.name()}`
    await changeObject(worker, object, { kind: 'contact', to }, async () => {
      const newAttribute = { attribute: 'ContactInformation', value: to } as const
      const request = { uniqueIdentifier: object.id, newAttribute }
      if (worker.random.next() < 0.3) await worker.client.setAttribute(request)
      else if (object.contact === undefined) await worker.client.addAttribute(request)
      else await worker.client.modifyAttribute(request)
      object.contact = to
    })
  },
  async (worker, object) => {
    if (object.contact === undefined) return
    await changeObject(worker, object, { kind: 'contact', to: undefined }, async () => {
      await worker.client.deleteAttribute({ uniqueIdentifier: object.id, attributeReference: 'ContactInformation' })
      object.contact = undefined
    })
  },
  async (worker, object) => {
    if (object.state !== 'PreActive') return
    await changeObject(worker, object, { kind: 'state', to: 'Active' }, async () => {
      await worker.client.activate({ uniqueIdentifier: object.id })
      object.state = 'Active'
    })
  },
  async (worker, object) => {
    if (object.state !== 'Active') return
    await changeObject(worker, object, { kind: 'state', to: 'Deactivated' }, async () => {
      const revocationReason = { revocationReasonCode: 'CessationOfOperation' } as const
      await worker.client.revoke({ uniqueIdentifier: object.id, revocationReason })
      object.state = 'Deactivated'
    })
  },
  async (worker, object) => {
    if (object.state === 'Active' || object.state === 'Destroyed') return
    await changeObject(worker, object, { kind: 'state', to: 'Destroyed' }, async () => {
      await worker.client.destroy({ uniqueIdentifier: object.id })
      object.state = 'Destroyed'
    })
  },
  async (worker, object) => {
    // Key pairs have no Re-key; a key is replaced once.
    if (object.replacedBy || object.state === 'Destroyed' || (object.material?.length ?? 64) !== 64) return
    await changeObject(worker, object, { kind: 'rekey' }, async () => {
      const { uniqueIdentifier } = await worker.client.reKey({ uniqueIdentifier: object.id })
      const id = String(uniqueIdentifier)
      const state = object.state === 'PreActive' ? 'PreActive' : 'Active'
      worker.model.objects.set(
        id,
        toKnownObject(id, object.name, { state, contact: object.contact, replaces: object.id }),
      )
      object.replacedBy = id
      object.name = undefined
    })
  },
  async (worker, object) => {
    if (object.state === 'Destroyed') return
    const material = materialIn((await worker.client.get({ uniqueIdentifier: object.id })).object)
    object.material ??= material
    if (object.material !== material) throw new Error(`the key of ${object.id} is another one`)
  },
]

const isRefusal = (error: unknown): boolean =>
  error instanceof KmipResponseError && error.resultReason === 'InvalidObjectType'

/** Works until the connection ends; resolves to the error that ended it. */
export const load = async (worker: Worker): Promise<unknown> => {
  const { random, model } = worker
  try {
    for (;;) {
      const objects = [...model.objects.values()].filter(({ pending }) => !pending)
      if (objects.length < 5 || random.next() < 0.3) await random.pick(makers)(worker)
      else {
        const object = random.pick(objects)
        await random
          .pick(changers)(worker, object)
          .catch((error: unknown) => {
            if (!isRefusal(error)) throw error
            object.pending = undefined
          })
      }
    }
  } catch (error) {
    return error
  }
}
