import { expect } from 'chai'
import { connect } from './index.ts'
import { answering, answeringServer } from './testing/answering-server.ts'

const answers = answering({
  Create: () => ({ objectType: 'SymmetricKey', uniqueIdentifier: 'k' }),
  Register: () => ({ uniqueIdentifier: 'k' }),
  Locate: () => ({}),
  GetAttributes: () => ({ uniqueIdentifier: 'k' }),
})

const object = {
  symmetricKey: {
    keyBlock: {
      keyFormatType: 'Raw',
      keyValue: { keyMaterial: Buffer.alloc(16) },
      cryptographicAlgorithm: 'AES',
      cryptographicLength: 128,
    },
  },
} as const

describe('the attributes of a request', () => {
  for (const version of ['1.4', '2.1'] as const)
    it(`are sent where KMIP ${version} requires them, also when there are none`, async () => {
      await using server = await answeringServer(answers)
      await using client = await connect({ ...server.options, version })
      const sent = () => server.requests.at(-1)?.batchItem[0]?.requestPayload
      await client.create({ objectType: 'SymmetricKey' })
      expect(sent()).to.deep.equal({ objectType: 'SymmetricKey', attributes: [] })
      await client.register({ objectType: 'SymmetricKey', object })
      expect(sent()).to.have.property('attributes').that.deep.equals([])
      await client.locate()
      expect(sent()).to.deep.equal(version === '2.1' ? { attributes: [] } : {})
      await client.getAttributes({ uniqueIdentifier: 'k' })
      expect(sent()).to.deep.equal({ uniqueIdentifier: 'k' })
    })
})
