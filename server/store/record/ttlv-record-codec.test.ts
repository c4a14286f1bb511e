import { expect } from 'chai'
import fc from 'fast-check'
import { attributeList, CodecError, type ManagedObject, Tag, TtlvWriter } from '../../../codec/index.ts'
import { attributes as declaredAttributes } from '../../../codec/kmip/attribute/table.ts'
import { structure } from '../../../codec/kmip/define.ts'
import { managedObject } from '../../../codec/kmip/object/managed-object.ts'
import { tagLookup } from '../../../codec/kmip/tag.ts'
import { versionIndex, versions } from '../../../codec/kmip/version.ts'
import type { Fields } from '../../../codec/schema/field.ts'
import { resolvePlaces } from '../../../codec/schema/place.ts'
import { integer, text } from '../../../codec/schema/primitive.ts'
import type { Type } from '../../../codec/schema/type.ts'
import { arbitraryOf } from '../../../codec/testing/arbitrary-message.ts'
import { TwoGenerationCache } from '../cache/two-generation-cache.ts'
import { getRecordContext, storageVersion } from '../storage-version.ts'
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
  const read = (list: readonly AttributeInstance[], known = new TwoGenerationCache<AttributeInstance>(10)) =>
    codec.decodeAttributes(codec.encodeAttributes(list), storageVersion, known)
  const one = (list: readonly AttributeInstance[], attribute: string) =>
    list.find((each) => each.attribute === attribute)

  it('gives attributes back as they were, shared or not', () => {
    const known = new TwoGenerationCache<AttributeInstance>(10)
    for (const name of ['first', 'second']) expect(read(attributes(name), known)).to.deep.equal(attributes(name))
  })

  it('shares recurring instances between objects, but not names and digests', () => {
    const known = new TwoGenerationCache<AttributeInstance>(10)
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

const known = () => new TwoGenerationCache<AttributeInstance>(10)
const objects = managedObject().at(versionIndex(storageVersion), true)!.variants!

describe('a record', () => {
  it('gives every declared attribute back whole', () => {
    for (const [id, { field }] of Object.entries(declaredAttributes))
      fc.assert(
        fc.property(arbitraryOf(field.type, storageVersion), (value) => {
          const list = [{ attribute: id, index: 0, value } as AttributeInstance]
          const bytes = codec.encodeAttributes(list)
          expect(codec.decodeAttributes(bytes, storageVersion, known())).to.deep.equal(list)
        }),
        { numRuns: 20 },
      )
  })

  it('gives every managed object back whole', () => {
    for (const { key, type } of objects.values())
      fc.assert(
        fc.property(arbitraryOf(type, storageVersion), (value) => {
          const object = { [key]: value } as unknown as ManagedObject
          expect(codec.decodeObject(codec.encodeObject(object), storageVersion)).to.deep.equal(object)
        }),
        { numRuns: 50 },
      )
  })

  it('keeps the Attribute Indices in a Key Value of KMIP 1.x', () => {
    const object: ManagedObject = {
      symmetricKey: {
        keyBlock: {
          keyFormatType: 'Raw',
          keyValue: {
            keyMaterial: new Uint8Array(16),
            attributes: [
              { attribute: 'Comment', index: 0, value: 'first' },
              { attribute: 'Comment', index: 1, value: 'second' },
              { attribute: 'Comment', value: 'without' },
            ],
          },
        },
      },
    }
    expect(codec.decodeObject(codec.encodeObject(object), storageVersion)).to.deep.equal(object)
  })

  it('refuses a field that no declaration has, with its path', () => {
    const object = (key: object, block: object = {}) =>
      ({ symmetricKey: { keyBlock: { keyFormatType: 'Raw', keyValue: key, ...block } } }) as unknown as ManagedObject
    const keyMaterial = new Uint8Array(16)
    for (const [given, path] of [
      [object({ keyMaterial }, { colour: 'red' }), ['KeyBlock']],
      [object({ keyMaterial, colour: 'red' }), ['KeyBlock', 'KeyValue']],
      [{ ...object({ keyMaterial }), colour: 'red' }, []],
      [{}, []],
    ] as const)
      expect(() => codec.encodeObject(given as ManagedObject), path.join('/'))
        .to.throw(CodecError)
        .with.deep.property('path', path)
    const digest = { hashingAlgorithm: 'SHA_256', digestValue: keyMaterial, colour: 'red' }
    for (const instance of [
      { attribute: 'Digest', index: 0, value: digest },
      { attribute: 'Colour', index: 0, value: 'red' },
    ]) {
      expect(() => codec.encodeAttributes([instance as unknown as AttributeInstance])).to.throw(CodecError)
      expect(() => codec.toCanonicalBytes(instance as unknown as AttributeInstance)).to.throw(CodecError)
    }
    const list = attributes('after the errors')
    expect(codec.decodeAttributes(codec.encodeAttributes(list), storageVersion, known())).to.deep.equal(list)
  })
})

/** As `Digest` and `SymmetricKey` would be if KMIP 3.0 had another field in them. */
const grown = structure('Digest', { digestValue: integer(), comment: text().optional().since('3.0') })
const placesIn = (isReading: boolean) =>
  versions.map(
    (_, version) => resolvePlaces('Attributes', { digest: grown } as Fields, tagLookup, version, isReading)[0]!,
  )
const later = createTtlvRecordCodec({
  attributeOfId: () => ({ tag: Tag.Digest, writing: placesIn(false) }),
  attributeOfTag: () => ({ id: 'Digest', reading: placesIn(true) }),
  objects: new Map([[Tag.SymmetricKey, { key: 'symmetricKey', tag: Tag.SymmetricKey, type: grown.type }]]),
})

describe('a record of the newest version', () => {
  const instance = (value: object) => ({ attribute: 'Digest', index: 0, value }) as unknown as AttributeInstance
  const [plain, commented] = [instance({ digestValue: 7 }), instance({ digestValue: 7, comment: 'kept' })]

  it('holds fields that KMIP 2.1 does not have', () => {
    const bytes = later.encodeAttributes([commented])
    expect(later.decodeAttributes(bytes, storageVersion, known())).to.deep.equal([commented])
    const object = { symmetricKey: commented.value } as unknown as ManagedObject
    expect(later.decodeObject(later.encodeObject(object), storageVersion)).to.deep.equal(object)
  })

  it('leaves the index of what older versions can hold as it was', () => {
    const writer = new TtlvWriter()
    grown.type.write(writer, Tag.Digest, plain.value as never, getRecordContext('2.1'), {})
    expect(Buffer.from(later.toCanonicalBytes(plain))).to.deep.equal(Buffer.from(writer.finish()))
    expect(later.toCanonicalBytes(commented)).to.not.deep.equal(later.toCanonicalBytes(plain))
  })
})

describe('a record of an older version', () => {
  it('is read as that version has it, and shares no instance with records of another one', () => {
    const negated: Type<number> = { title: 'Negated', read: (r) => -r.integer(), write: integer().type.write }
    const changing = integer().was('2.1', { type: negated })
    const reading = versions.map(
      (_, version) => resolvePlaces('Attributes', { comment: changing } as Fields, tagLookup, version, true)[0]!,
    )
    const changed = createTtlvRecordCodec({
      attributeOfId: () => undefined,
      attributeOfTag: () => ({ id: 'Comment', reading }),
      objects: new Map(),
    })
    const writer = new TtlvWriter()
    writer.begin(Tag.Attributes)
    writer.integer(Tag.Comment, 7)
    writer.end()
    const shared = known()
    for (const [version, value] of [
      ['2.1', -7],
      [storageVersion, 7],
      ['2.1', -7],
    ] as const)
      expect(changed.decodeAttributes(writer.finish(), version, shared)[0]).to.include({ attribute: 'Comment', value })
  })
})
