import {
  type AttributeInstance,
  type KeyBlock,
  KmipError,
  type ManagedObject,
  type ManagedObjectKey,
  objectTypeOf,
  Tag,
  TtlvWriter,
} from '../../codec/index.ts'
import { defaultKeyFormatType, describeKey, fromKeyObject, toKeyObject } from '../../codec/key/index.ts'
import { transparentKeys } from '../../codec/kmip/object/key-material.ts'
import { computeDigest } from '../crypto/hash/compute-digest.ts'
import { type DigestedObject, selectDigestedBytes } from '../crypto/hash/select-digested-bytes.ts'
import { certificateAttributes } from '../pki/certificate-attributes.ts'
import { encodeCanonically } from '../store/storage-version.ts'

/** The key block of an object that has one. */
export const keyBlockOf = (object: ManagedObject): KeyBlock | undefined => {
  const holder = Object.values(object)[0] as { keyBlock?: KeyBlock } | undefined
  return holder?.keyBlock
}

const encodeKeyMaterial = (material: object, format: string): Uint8Array => {
  const transparent = transparentKeys[format]
  if (!transparent) throw new KmipError('KeyFormatTypeNotSupported', `The key format ${format} is not known.`)
  return encodeCanonically((context) => {
    const writer = new TtlvWriter()
    transparent.type.write(writer, Tag.KeyMaterial, material, context, {})
    return Uint8Array.from(writer.finish())
  })
}

/** The Digest of material: SHA-256. */
const digest = (object: ManagedObject, index = 0): AttributeInstance[] => {
  const digested = selectDigestedBytes(object as DigestedObject, encodeKeyMaterial)
  if (!digested) return []
  const digestValue = computeDigest(digested.bytes, 'SHA_256')
  const keyFormatType = digested.keyFormatType as KeyBlock['keyFormatType'] | undefined
  return [{ attribute: 'Digest', index, value: { hashingAlgorithm: 'SHA_256', digestValue, keyFormatType } } as const]
}

/** The object in the default format of its type and algorithm; `undefined` when it is in that, or cannot be. */
const inDefaultFormat = (object: ManagedObject): ManagedObject | undefined => {
  const block = keyBlockOf(object)
  const algorithm = block?.cryptographicAlgorithm
  const format = defaultKeyFormatType(objectTypeOf(object), algorithm)
  if (!block || !algorithm || !format || format === block.keyFormatType || block.keyWrappingData) return undefined
  try {
    const [own, holder] = Object.entries(object)[0] as [ManagedObjectKey, object]
    const keyBlock = fromKeyObject(toKeyObject(object as never), format, algorithm)
    return { [own]: { ...holder, keyBlock } } as unknown as ManagedObject
  } catch {
    // A key that cannot be read is kept all the same.
    return undefined
  }
}

/** A Digest in the format in which the object is kept, and one in the default format. KMIP 1.4 §3.17, 2.1 §4.21. */
const digests = (object: ManagedObject): AttributeInstance[] => {
  const other = inDefaultFormat(object)
  return [...digest(object), ...(other ? digest(other, 1) : [])]
}

const described = (object: ManagedObject, block: KeyBlock) => {
  if (!('privateKey' in object || 'publicKey' in object) || block.keyWrappingData) return undefined
  try {
    return describeKey(toKeyObject(object as never))
  } catch {
    // A key that cannot be read is kept all the same.
    return undefined
  }
}

/** What an asymmetric key tells of itself where its Key Block does not say it (KMIP 1.4 §2.1.3, 2.1 §3.1). */
const told = (
  object: ManagedObject,
  block: KeyBlock,
): Pick<KeyBlock, 'cryptographicAlgorithm' | 'cryptographicLength'> => {
  const is = described(object, block)
  if (!is) return block
  const said = block.cryptographicAlgorithm
  if (said !== undefined && (said === 'RSA') !== (is.cryptographicAlgorithm === 'RSA'))
    throw new KmipError(
      'InvalidField',
      `The Key Block says ${said}, but its key is one of ${is.cryptographicAlgorithm}.`,
    )
  return { ...is, ...defined(block) }
}

const defined = ({ cryptographicAlgorithm, cryptographicLength }: KeyBlock) => ({
  ...(cryptographicAlgorithm && { cryptographicAlgorithm }),
  ...(cryptographicLength !== undefined && { cryptographicLength }),
})

const ofKeyBlock = (object: ManagedObject, block: KeyBlock): AttributeInstance[] => {
  const { keyFormatType, keyValue } = block
  const { cryptographicAlgorithm, cryptographicLength } = told(object, block)
  return [
    ...(cryptographicAlgorithm
      ? [{ attribute: 'CryptographicAlgorithm', index: 0, value: cryptographicAlgorithm } as const]
      : []),
    ...(cryptographicLength !== undefined
      ? [{ attribute: 'CryptographicLength', index: 0, value: cryptographicLength } as const]
      : []),
    { attribute: 'KeyFormatType', index: 0, value: keyFormatType } as const,
    ...(keyValue === undefined ? [{ attribute: 'KeyValuePresent', index: 0, value: false } as const] : []),
  ]
}

/** The attributes that follow from what an object is made of. */
export const materialAttributes = (object: ManagedObject): AttributeInstance[] => {
  const block = keyBlockOf(object)
  const own: AttributeInstance[] = block ? ofKeyBlock(object, block) : []
  if ('certificate' in object) own.push(...certificateAttributes(object.certificate))
  if ('opaqueObject' in object)
    own.push({ attribute: 'OpaqueDataType', index: 0, value: object.opaqueObject.opaqueDataType })
  return [...own, ...digests(object)]
}
