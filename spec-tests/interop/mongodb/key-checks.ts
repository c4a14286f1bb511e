import { randomBytes } from 'node:crypto'
import { expect } from 'chai'
import { toKeyObject } from '../../../client/index.ts'
import { valueIn } from '../../../codec/index.ts'
import type { Tally } from '../tally.ts'
import { commandsOf, type DataKey, failure, type Kind, secret } from './kind.ts'
import { destroyKey, type Stage } from './stage.ts'

const listSuccesses = (operations: readonly string[]): string[] => operations.map((operation) => `${operation} Success`)

/** An active key that the driver has not made. */
const createMasterKey = (stage: Stage, kind: Kind): Promise<string> =>
  stage.use(async (client) => {
    const { uniqueIdentifier } = kind.given.delegated
      ? await client.create({
          objectType: 'SymmetricKey',
          attributes: {
            cryptographicAlgorithm: 'AES',
            cryptographicLength: 256,
            cryptographicUsageMask: ['Encrypt', 'Decrypt'],
          },
        })
      : await client.register({
          objectType: 'SecretData',
          attributes: { cryptographicUsageMask: ['Export'] },
          object: {
            secretData: {
              secretDataType: 'Seed',
              keyBlock: { keyFormatType: 'Opaque', keyValue: { keyMaterial: randomBytes(96) } },
            },
          },
        })
    await client.activate({ uniqueIdentifier })
    return uniqueIdentifier as string
  })

/** What a driver does with keys of this kind. */
export const runKeyChecks = async (stage: Stage, kind: Kind, tally: Tally): Promise<void> => {
  const { driver } = stage
  const { createDataKey, encrypt, decrypt, rewrap } = commandsOf(stage, kind)
  const check = (what: string, work: () => Promise<void>) =>
    tally.check(`MongoDB's driver, ${kind.name}: ${what}`, work)
  const nameOf = (what: string): string => `${kind.name}, ${what}`

  await check('a data key under a new key of the KMS', async () => {
    let made: DataKey | undefined
    const asked = await stage.asked(async () => {
      made = await createDataKey(nameOf('new'))
    })
    expect(asked).to.deep.equal(listSuccesses([...kind.create, kind.wrap]))
    const { keyId: uniqueIdentifier, ...rest } = (made as DataKey).master
    expect(rest).to.deep.equal({ provider: 'kmip', ...kind.given })
    await stage.use(async (client) => {
      const { attributes = [] } = await client.getAttributes({ uniqueIdentifier })
      expect(valueIn(attributes, 'State')).to.equal('Active')
      const { objectType, object } = await client.get({ uniqueIdentifier })
      expect(objectType).to.equal(kind.objectType)
      expect(toKeyObject(object).export()).to.have.length(kind.bits / 8)
    })
  })
  const own = await createMasterKey(stage, kind)
  let dataKey: DataKey | undefined
  await check('a data key under a key of the KMS that was there before', async () => {
    const asked = await stage.asked(async () => {
      dataKey = await createDataKey(nameOf('given'), { keyId: own })
    })
    expect(asked).to.deep.equal(listSuccesses([kind.wrap]))
    expect(dataKey?.master.keyId).to.equal(own)
  })
  const { key } = dataKey ?? (await createDataKey(nameOf('instead')))
  const [random, deterministic] = [await encrypt(key), await encrypt(key, 'deterministic')]
  await check('a value is encrypted and decrypted; the KMS sees neither', async () => {
    const asked = await stage.asked(async () => {
      for (const each of [await encrypt(key), random, deterministic]) expect(await decrypt(each)).to.equal(secret)
    })
    expect(asked).to.deep.equal(listSuccesses([kind.unwrap, kind.unwrap, kind.unwrap, kind.unwrap]))
    expect(stage.log()).not.to.include(secret)
  })
  await check('the same value encrypts to something else, or to the same where that is asked for', async () => {
    expect(await encrypt(key)).not.to.equal(random)
    expect(await encrypt(key, 'deterministic')).to.equal(deterministic)
  })
  await check(
    'a document is found by its encrypted field, and read in the clear only by who has the keys',
    async () => {
      const name = nameOf('document')
      await driver.ask({ do: 'insert', name, value: deterministic })
      expect(await driver.ask({ do: 'named', value: deterministic })).to.deep.equal([name])
      const { subtype, bytes } = await driver.ask<{ subtype: number; bytes: string }>({ do: 'read', name })
      expect(subtype).to.equal(6)
      expect(Buffer.from(bytes, 'base64').includes(secret)).to.equal(false)
      const asked = await stage.asked(async () =>
        expect(await driver.ask({ do: 'read_decrypted', name })).to.equal(secret),
      )
      expect(asked).to.deep.equal(listSuccesses([kind.unwrap]))
    },
  )
  await check('the database holds the documents and the data keys, but neither the value nor the key', async () => {
    for (const what of [nameOf('document'), nameOf('given')]) expect(await stage.isStored(what), what).to.equal(true)
    const { object } = await stage.use((client) => client.get({ uniqueIdentifier: own }))
    expect(await stage.isStored(secret)).to.equal(false)
    expect(await stage.isStored(toKeyObject(object).export())).to.equal(false)
  })
  await check('twenty clients at once', async () => {
    const read = await driver.ask({ do: 'decrypt_at_once', value: random, times: 20 })
    expect(read).to.deep.equal(Array(20).fill(secret))
  })
  await check(
    'the server is killed: an error at once; it is started again: what was encrypted still opens',
    async () => {
      await stage.kill()
      try {
        const begin = Date.now()
        expect(await failure(decrypt(random))).to.include('Connection refused')
        expect(Date.now() - begin).to.be.below(10_000)
      } finally {
        await stage.start()
      }
      expect(await decrypt(random)).to.equal(secret)
      expect(await decrypt(await encrypt(key))).to.equal(secret)
    },
  )
  await check('data keys are wrapped anew, after which the old keys of the KMS may be destroyed', async () => {
    const others = [await createDataKey(nameOf('second')), await createDataKey(nameOf('third'))]
    const old = [own, ...others.map(({ master }) => master.keyId)]
    const keys = [key, ...others.map((each) => each.key)]
    const values = await Promise.all(keys.map((each) => encrypt(each)))
    const { modified, masters } = await rewrap(keys, kind.given)
    expect(modified).to.equal(3)
    for (const { keyId } of masters) expect(old).not.to.include(keyId)
    for (const each of old) await destroyKey(stage, each)
    for (const each of [...values, random, deterministic]) expect(await decrypt(each)).to.equal(secret)
  })
}
