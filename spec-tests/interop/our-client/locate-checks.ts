import { randomBytes } from 'node:crypto'
import { expect } from 'chai'
import type { AttributesByKey, UniqueIdentifier } from '../../../codec/index.ts'
import { type Check, type Context, createKey } from './context.ts'

/** Objects that these checks look for, all in one group, which no other object is in. */
const createPopulation = async (context: Context) => {
  const objectGroup = context.name()
  const names = [context.name(), context.name(), context.name(), context.name()] as const
  const { client } = context
  const aes = await createKey(context, { name: names[0], objectGroup, cryptographicLength: 128 })
  const active = await createKey(context, { name: names[1], objectGroup })
  const des = await createKey(context, {
    name: names[2],
    objectGroup,
    cryptographicAlgorithm: 'DES3',
    cryptographicLength: 192,
    cryptographicUsageMask: ['Encrypt'],
  })
  const { uniqueIdentifier: secret } = await client.register({
    objectType: 'SecretData',
    object: {
      secretData: {
        secretDataType: 'Password',
        keyBlock: { keyFormatType: 'Opaque', keyValue: { keyMaterial: Uint8Array.from(randomBytes(9)) } },
      },
    },
    attributes: { name: names[3], objectGroup, cryptographicUsageMask: ['DeriveKey'] },
  })
  await client.activate({ uniqueIdentifier: active })
  return { objectGroup, names, aes, active, des, secret }
}
type Population = Awaited<ReturnType<typeof createPopulation>>

const locate = async (
  { client }: Pick<Context, 'client'>,
  attributes: AttributesByKey,
  more = {},
): Promise<UniqueIdentifier[]> => [...((await client.locate({ attributes, ...more })).uniqueIdentifier ?? [])]

const filters: readonly [string, (all: Population) => AttributesByKey, (all: Population) => UniqueIdentifier[]][] = [
  ['object group', () => ({}), ({ aes, active, des, secret }) => [aes, active, des, secret]],
  ['name', ({ names }) => ({ name: names[1] }), ({ active }) => [active]],
  ['a name that nothing has', () => ({ name: 'nothing has it' }), () => []],
  ['object type', () => ({ objectType: 'SecretData' }), ({ secret }) => [secret]],
  ['algorithm', () => ({ cryptographicAlgorithm: 'AES' }), ({ aes, active }) => [aes, active]],
  ['length', () => ({ cryptographicLength: 192 }), ({ des }) => [des]],
  ['state', () => ({ state: 'Active' }), ({ active }) => [active]],
  ['usage', () => ({ cryptographicUsageMask: ['Encrypt', 'Decrypt'] }), ({ aes, active }) => [aes, active]],
  [
    'a range of dates',
    () => ({ initialDate: [new Date(Date.now() - 600_000), new Date(Date.now() + 600_000)] }),
    ({ aes, active, des, secret }) => [aes, active, des, secret],
  ],
  [
    'a range of dates with none in it',
    () => ({ initialDate: [new Date(Date.now() + 600_000), new Date(Date.now() + 1200_000)] }),
    () => [],
  ],
]

/** Locate. */
export const locateChecks: readonly Check[] = [
  {
    name: `Locate by ${filters.map(([label]) => label).join(', ')}`,
    async run(context) {
      const all = await createPopulation(context)
      const { objectGroup } = all
      for (const [label, attributes, due] of filters)
        expect(await locate(context, { objectGroup, ...attributes(all) }), label).to.have.members(due(all))
    },
  },
  {
    name: 'Locate with Maximum Items',
    async run(context) {
      const { objectGroup } = await createPopulation(context)
      expect(await locate(context, { objectGroup }, { maximumItems: 3 })).to.have.length(3)
    },
  },
  {
    name: 'Locate page by page',
    since: '1.3',
    async run(context) {
      const { objectGroup } = await createPopulation(context)
      const whole = await locate(context, { objectGroup })
      const pages = [
        await locate(context, { objectGroup }, { maximumItems: 3, offsetItems: 0 }),
        await locate(context, { objectGroup }, { maximumItems: 3, offsetItems: 3 }),
      ]
      expect(pages.map((page) => page.length)).to.deep.equal([3, 1])
      expect(pages.flat()).to.deep.equal(whole)
    },
  },
  {
    name: 'Locate finds no object of another client',
    async run(context) {
      const { objectGroup } = await createPopulation(context)
      expect(await locate({ client: context.stranger }, { objectGroup })).to.deep.equal([])
    },
  },
]
