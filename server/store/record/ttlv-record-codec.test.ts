import { expect } from 'chai'
import { attributeList } from '../../../codec/index.ts'
import { Recent } from '../cache/recent.ts'
import type { AttributeInstance } from '../store.ts'
import { createTtlvRecordCodec } from './ttlv-record-codec.ts'

const attributes = (name: string): AttributeInstance[] =>
  attributeList({
    uniqueIdentifier: '0d1b9e3c-5a0f-4f5a-9a7e-3f1c2b4d5e6f',
    name,
    cryptographicAlgorithm: 'AES',
    cryptographicUsageMask: ['Encrypt', 'Decrypt'],
    digest: { hashingAlgorithm: 'SHA_256', digestValue: new Uint8Array(32).fill(7), keyFormatType: 'Raw' },
    state: 'Active',
    activationDate: new Date('2026-03-01T12:00:00Z'),
    objectGroup: ['a', 'b'],
    extractable: true,
  }).map((each) => ({ ...each, index: each.index ?? 0 }))

const codec = createTtlvRecordCodec()

describe('createTtlvRecordCodec', () => {
  const read = (list: readonly AttributeInstance[], known = new Recent<AttributeInstance>(10)) =>
    codec.decodeAttributes(codec.encodeAttributes(list), known)
  const one = (list: readonly AttributeInstance[], attribute: string) =>
    list.find((each) => each.attribute === attribute)

  it('gives attributes back as they were, shared or not', () => {
    const known = new Recent<AttributeInstance>(10)
    for (const name of ['first', 'second']) expect(read(attributes(name), known)).to.deep.equal(attributes(name))
  })

  it('shares what recurs between objects, and nothing that is their own', () => {
    const known = new Recent<AttributeInstance>(10)
    const [first, second] = [read(attributes('same'), known), read(attributes('same'), known)]
    for (const attribute of ['CryptographicAlgorithm', 'CryptographicUsageMask', 'State', 'ActivationDate'])
      expect(one(first, attribute), attribute).to.equal(one(second, attribute))
    for (const attribute of ['UniqueIdentifier', 'Name', 'Digest'])
      expect(one(first, attribute), attribute).to.not.equal(one(second, attribute))
  })

  it('tells instances apart by their index', () => {
    const masks = (indices: number[]) =>
      indices.map((index) => ({ ...one(attributes('n'), 'CryptographicUsageMask'), index })) as AttributeInstance[]
    expect(read(masks([0, 1, 300]))).to.deep.equal(masks([0, 1, 300]))
  })
})
