import type { Client } from '../../client/index.ts'
import { type AttributeList, valueIn, valuesIn } from '../../codec/index.ts'
import { materialOf } from './load.ts'
import { type KnownObject, known, type Model } from './model.ts'

type Complain = (sentence: string) => void

const attributesOf = async (client: Client, uniqueIdentifier: string): Promise<AttributeList> =>
  (await client.getAttributes({ uniqueIdentifier })).attributes ?? []

const idsOf = async (client: Client, name: string): Promise<string[]> =>
  ((await client.locate({ attributes: { name } })).uniqueIdentifier ?? []).map(String)

const linkOf = (list: AttributeList, linkType: string): string | undefined => {
  const id = valuesIn(list, 'Link').find((link) => link.linkType === linkType)?.linkedObjectIdentifier
  return id === undefined ? undefined : String(id)
}

/** What was asked for without an answer: all of it is there and whole, or nothing is. */
const settleMakes = async (client: Client, model: Model, complain: Complain): Promise<void> => {
  for (const { names } of model.makes.splice(0)) {
    const ids = await Promise.all(names.map((name) => idsOf(client, name)))
    const there = ids.filter((each) => each.length > 0).length
    if (there !== 0 && there !== names.length) complain(`${there} of ${names.length} objects of one request are there`)
    for (const [at, [id]] of ids.entries()) if (id) model.objects.set(id, known(id, names[at]))
  }
}

/** Decides what became of a change that was not answered. */
const settlePending = async (
  client: Client,
  model: Model,
  object: KnownObject,
  list: AttributeList,
  complain: Complain,
): Promise<void> => {
  const { pending } = object
  object.pending = undefined
  if (pending?.kind === 'state' && valueIn(list, 'State') === pending.to) object.state = pending.to
  if (pending?.kind === 'contact' && valueIn(list, 'ContactInformation') === pending.to) object.contact = pending.to
  const replacement = linkOf(list, 'ReplacementObjectLink')
  if (pending?.kind !== 'rekey' || !replacement) return
  const other = await attributesOf(client, replacement)
  if (linkOf(other, 'ReplacedObjectLink') !== object.id) complain(`${replacement} does not know what it replaces`)
  const state = object.state === 'PreActive' ? 'PreActive' : 'Active'
  model.objects.set(
    replacement,
    known(replacement, object.name, { state, contact: object.contact, replaces: object.id }),
  )
  object.replacedBy = replacement
  object.name = undefined
}

const checkObject = async (
  client: Client,
  object: KnownObject,
  list: AttributeList,
  complain: Complain,
): Promise<void> => {
  const { id } = object
  const same = (what: string, expected: unknown, got: unknown): void => {
    if (expected !== got) complain(`${id}: ${what} is ${got}, not ${expected}`)
  }
  same('State', object.state, valueIn(list, 'State'))
  same('Contact Information', object.contact, valueIn(list, 'ContactInformation'))
  same('Name', object.name, valueIn(list, 'Name')?.nameValue)
  same('Replacement', object.replacedBy, linkOf(list, 'ReplacementObjectLink'))
  same('Replaced', object.replaces, linkOf(list, 'ReplacedObjectLink'))
  if (object.state === 'Destroyed') {
    if (!valueIn(list, 'DestroyDate')) complain(`${id} is destroyed without a date`)
    const got = await client.get({ uniqueIdentifier: id }).then(
      () => 'a key',
      (error: Error & { resultReason?: string }) => error.resultReason,
    )
    same('Get', 'ObjectDestroyed', got)
    return
  }
  if (!valueIn(list, 'Digest')) complain(`${id} has no digest`)
  const material = await materialOf(client, id)
  if (object.material) same('the key', object.material, material)
  object.material = material
}

/** Links lead somewhere and back, states and dates agree, for whatever is in the store. */
const checkInvariants = (all: ReadonlyMap<string, AttributeList>, complain: Complain): void => {
  const back: Record<string, string> = {
    ReplacementObjectLink: 'ReplacedObjectLink',
    ReplacedObjectLink: 'ReplacementObjectLink',
    PublicKeyLink: 'PrivateKeyLink',
    PrivateKeyLink: 'PublicKeyLink',
  }
  const names = new Set<string>()
  for (const [id, list] of all) {
    for (const { linkType, linkedObjectIdentifier } of valuesIn(list, 'Link')) {
      const other = all.get(String(linkedObjectIdentifier))
      if (!other || linkOf(other, back[linkType] ?? '') !== id) complain(`${id}: its ${linkType} does not lead back`)
    }
    const state = valueIn(list, 'State')
    if ((state === 'Destroyed') !== (valueIn(list, 'DestroyDate') !== undefined))
      complain(`${id}: ${state} and Destroy Date disagree`)
    if (state === 'Active' && !valueIn(list, 'ActivationDate')) complain(`${id} is Active without Activation Date`)
    for (const { nameValue } of valuesIn(list, 'Name')) {
      if (nameValue.startsWith('never-')) complain(`${nameValue} is there: its batch was undone`)
      if (state !== 'Destroyed' && names.has(nameValue)) complain(`two objects have the name ${nameValue}`)
      if (state !== 'Destroyed') names.add(nameValue)
    }
  }
}

/** Compares the store with what was acknowledged; the model then is what the store has. Returns what is wrong. */
export const verify = async (client: Client, models: readonly Model[]): Promise<string[]> => {
  const problems: string[] = []
  const complain: Complain = (sentence) => problems.push(sentence)
  for (const model of models) {
    await settleMakes(client, model, complain)
    for (const object of [...model.objects.values()]) {
      const list = await attributesOf(client, object.id).catch((error: Error) =>
        complain(`${object.id} is gone: ${error.message}`),
      )
      if (!list) continue
      await settlePending(client, model, object, list, complain)
      await checkObject(client, object, list, complain)
    }
  }
  const { uniqueIdentifier = [] } = await client.locate({ storageStatusMask: ['OnLineStorage', 'DestroyedStorage'] })
  const all = new Map<string, AttributeList>()
  for (const id of uniqueIdentifier) all.set(String(id), await attributesOf(client, String(id)))
  checkInvariants(all, complain)
  const count = models.reduce((sum, model) => sum + model.objects.size, 0)
  if (all.size !== count) complain(`the store has ${all.size} objects, ${count} are known`)
  return problems
}
