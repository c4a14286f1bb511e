import { expect } from 'chai'
import { ProtocolError } from '../../../client/index.ts'
import { protocolVersionOf } from '../../../codec/index.ts'
import { interopVersions } from '../interop-versions.ts'
import { type Check, createKey, expectFailure } from './context.ts'

const operations = {
  '1.0': [
    'Create',
    'CreateKeyPair',
    'Register',
    'DeriveKey',
    'Locate',
    'Get',
    'GetAttributes',
    'GetAttributeList',
    'Activate',
    'Revoke',
    'Destroy',
    'Query',
  ],
  '1.1': ['DiscoverVersions'],
  '1.2': ['Encrypt', 'Decrypt', 'Sign', 'SignatureVerify', 'MAC'],
} as const

/** Query, Discover Versions, and operations that one side does not know. */
export const serverChecks: readonly Check[] = [
  {
    name: 'Query: operations',
    async run({ client, since }) {
      const { operation } = await client.query({ queryFunction: ['QueryOperations'] })
      const due = Object.entries(operations).flatMap(([from, names]) =>
        since(from as keyof typeof operations) ? names : [],
      )
      expect(operation).to.have.members(due)
    },
  },
  {
    name: 'Query: server information',
    async run({ client }) {
      const { vendorIdentification } = await client.query({ queryFunction: ['QueryServerInformation'] })
      expect(vendorIdentification).to.equal('PyKMIP 0.11.0 Software Server')
    },
  },
  {
    name: 'Query: several functions at once',
    async run({ client }) {
      const answer = await client.query({
        queryFunction: ['QueryOperations', 'QueryObjects', 'QueryServerInformation', 'QueryApplicationNamespaces'],
      })
      expect(answer.operation).to.include('Get')
      expect(answer.vendorIdentification).to.match(/PyKMIP/)
    },
  },
  {
    name: 'Discover Versions: all',
    since: '1.1',
    async run({ client }) {
      const { protocolVersion } = await client.discoverVersions()
      expect(protocolVersion).to.deep.equal(interopVersions.toReversed().map(protocolVersionOf))
    },
  },
  {
    name: "Discover Versions: of the client's, in its order",
    since: '1.1',
    async run({ client }) {
      const asked = (['1.2', '2.1', '1.4'] as const).map(protocolVersionOf)
      const { protocolVersion } = await client.discoverVersions({ protocolVersion: asked })
      expect(protocolVersion).to.deep.equal((['1.2', '1.4'] as const).map(protocolVersionOf))
    },
  },
  {
    name: 'an operation that the version does not have is not sent',
    until: '1.1',
    async run({ client, version }) {
      const error = await client.encrypt({ data: Buffer.from('text') }).catch((thrown: unknown) => thrown)
      expect(error).to.be.instanceOf(ProtocolError)
      expect((error as Error).message).to.equal(`Encrypt needs KMIP 1.2 or later; the server speaks KMIP ${version}`)
    },
  },
  {
    name: 'an operation that the server does not have',
    async run(context) {
      const uniqueIdentifier = await createKey(context)
      await expectFailure(context.client.reKey({ uniqueIdentifier }), 'OperationNotSupported')
      expect((await context.client.get({ uniqueIdentifier })).objectType).to.equal('SymmetricKey')
    },
  },
]
