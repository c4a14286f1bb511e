import { expect } from 'chai'
import { item, responsesOf } from '../../../client/index.ts'
import type { UniqueIdentifier } from '../../../codec/index.ts'
import { type Check, type Context, createKey, expectFailure, getAttribute } from './context.ts'

const noSuch = '123456789'

const createActive = async (context: Context): Promise<UniqueIdentifier> => {
  const uniqueIdentifier = await createKey(context)
  await context.client.activate({ uniqueIdentifier })
  return uniqueIdentifier
}

const reason = (revocationReasonCode: 'CessationOfOperation' | 'KeyCompromise') => ({
  revocationReason: { revocationReasonCode, revocationMessage: 'said by a test' },
})

/** Each operation on an object. */
const listCalls = (client: Context['client'], uniqueIdentifier: UniqueIdentifier) => ({
  Get: () => client.get({ uniqueIdentifier }),
  'Get Attributes': () => client.getAttributes({ uniqueIdentifier }),
  'Get Attribute List': () => client.getAttributeList({ uniqueIdentifier }),
  Activate: () => client.activate({ uniqueIdentifier }),
  Revoke: () => client.revoke({ uniqueIdentifier, ...reason('KeyCompromise') }),
  Destroy: () => client.destroy({ uniqueIdentifier }),
})
const operations = Object.keys(listCalls({} as Context['client'], '')) as (keyof ReturnType<typeof listCalls>)[]

/** Activate, Revoke, Destroy, batches, and what is refused. */
export const lifecycleChecks: readonly Check[] = [
  {
    name: 'Activate',
    async run(context) {
      const uniqueIdentifier = await createKey(context)
      expect(await context.client.activate({ uniqueIdentifier })).to.deep.equal({ uniqueIdentifier })
      expect(await getAttribute(context, uniqueIdentifier, 'State')).to.equal('Active')
    },
  },
  {
    name: 'Activate twice',
    async run(context) {
      const uniqueIdentifier = await createActive(context)
      const error = await expectFailure(context.client.activate({ uniqueIdentifier }), 'PermissionDenied')
      expect(error.operation).to.equal('Activate')
      expect(error.resultMessage).to.equal('The object state is not pre-active and cannot be activated.')
    },
  },
  {
    name: 'Revoke: Active becomes Deactivated',
    async run(context) {
      const uniqueIdentifier = await createActive(context)
      const answer = await context.client.revoke({ uniqueIdentifier, ...reason('CessationOfOperation') })
      expect(answer).to.deep.equal({ uniqueIdentifier })
      expect(await getAttribute(context, uniqueIdentifier, 'State')).to.equal('Deactivated')
    },
  },
  {
    name: 'Revoke: compromise, with its date',
    async run(context) {
      const uniqueIdentifier = await createKey(context)
      const compromiseOccurrenceDate = new Date('2020-01-02T03:04:05Z')
      await context.client.revoke({ uniqueIdentifier, ...reason('KeyCompromise'), compromiseOccurrenceDate })
      expect(await getAttribute(context, uniqueIdentifier, 'State')).to.equal('Compromised')
    },
  },
  {
    name: 'Revoke: a Pre-Active key, without compromise',
    async run(context) {
      const uniqueIdentifier = await createKey(context)
      const call = context.client.revoke({ uniqueIdentifier, ...reason('CessationOfOperation') })
      await expectFailure(call, 'IllegalOperation')
    },
  },
  {
    name: 'Destroy',
    async run(context) {
      const uniqueIdentifier = await createKey(context)
      expect(await context.client.destroy({ uniqueIdentifier })).to.deep.equal({ uniqueIdentifier })
      await expectFailure(context.client.get({ uniqueIdentifier }), 'ItemNotFound')
    },
  },
  {
    name: 'Destroy: Active',
    async run(context) {
      const uniqueIdentifier = await createActive(context)
      await expectFailure(context.client.destroy({ uniqueIdentifier }), 'PermissionDenied')
      expect((await context.client.get({ uniqueIdentifier })).objectType).to.equal('SymmetricKey')
    },
  },
  {
    // Without Activate: PyKMIP cannot read an Activate that leaves the identifier out.
    name: 'a batch, each item about the object of the first',
    async run({ client }) {
      const attributes = {
        cryptographicAlgorithm: 'AES',
        cryptographicLength: 128,
        cryptographicUsageMask: ['Encrypt'],
      } as const
      const outcomes = await client.batch([
        item.create({ objectType: 'SymmetricKey', attributes }),
        item.get(),
        item.getAttributes({ attributeReference: ['State'] }),
      ])
      const [created, got, { attributes: states }] = responsesOf(outcomes)
      expect(got.uniqueIdentifier).to.equal(created.uniqueIdentifier)
      expect(states?.map(({ value }) => value)).to.deep.equal(['PreActive'])
    },
  },
  {
    name: 'a batch stops at the item that fails',
    async run(context) {
      const uniqueIdentifier = await createKey(context)
      const [first, second] = await context.client.batch([
        item.get({ uniqueIdentifier: noSuch }),
        item.destroy({ uniqueIdentifier }),
      ])
      expect(first.ok).to.equal(false)
      expect(second.ok).to.equal(false)
      expect(!second.ok && 'resultStatus' in second.error ? second.error.resultStatus : 'answered').to.equal(undefined)
      expect((await context.client.get({ uniqueIdentifier })).uniqueIdentifier).to.equal(uniqueIdentifier)
    },
  },
  ...operations.map((operation) => ({
    name: `${operation}: an object that is not there`,
    run: ({ client }: Context) => expectFailure(listCalls(client, noSuch)[operation](), 'ItemNotFound'),
  })),
  ...operations.map((operation) => ({
    name: `${operation}: an object of another client`,
    async run(context: Context) {
      const uniqueIdentifier = await createKey(context)
      await expectFailure(listCalls(context.stranger, uniqueIdentifier)[operation](), 'PermissionDenied')
      expect(await getAttribute(context, uniqueIdentifier, 'State')).to.equal('PreActive')
    },
  })),
]
