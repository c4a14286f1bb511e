import {
  type AttributeInstance,
  type KeyBlock,
  KmipError,
  keyBlockOf,
  type ManagedObject,
  objectTypeOf,
  Tag,
  TtlvWriter,
  withKeyBlock,
} from '../../codec/index.ts'
import { defaultKeyFormatType, describeKey, fromKeyObject, toKeyObject } from '../../codec/key/index.ts'
import { transparentKeys } from '../../codec/kmip/object/key-material.ts'
import { computeDigest, selectDigestedBytes } from '../crypto/hash/digest.ts'
import { readCertificateAttributes } from '../pki/certificate-attributes.ts'
import { encodeCanonically } from '../store/storage-version.ts'

const encodeKeyMaterial = (material: object, format: string): Uint8Array => {
  const transparent = transparentKeys[format]
  if (!transparent) throw new KmipError('KeyFormatTypeNotSupported', `The Key Format Type ${format} is unknown.`)
  return encodeCanonically((context) => {
    const writer = new TtlvWriter()
    transparent.type.write(writer, Tag.KeyMaterial, material, context, {})
    return Uint8Array.from(writer.finish())
  })
}

/** Creates a SHA-256 Digest. */
const createDigest = (object: ManagedObject, index = 0): AttributeInstance[] => {
  const digested = selectDigestedBytes(object, encodeKeyMaterial)
  if (!digested) return []
  const digestValue = computeDigest(digested.bytes, 'SHA_256')
  const { keyFormatType } = digested
  return [{ attribute: 'Digest', index, value: { hashingAlgorithm: 'SHA_256', digestValue, keyFormatType } } as const]
}

/**
 * Converts the object to the default format of its type and algorithm. Returns `undefined` if it already has this
 * format or cannot be converted.
 */
const convertToDefaultFormat = (object: ManagedObject): ManagedObject | undefined => {
  const block = keyBlockOf(object)
  const algorithm = block?.cryptographicAlgorithm
  const format = defaultKeyFormatType(objectTypeOf(object), algorithm)
  if (!block || !algorithm || !format || format === block.keyFormatType || block.keyWrappingData) return undefined
  try {
    return withKeyBlock(object, fromKeyObject(toKeyObject(object), format, algorithm))
  } catch {
    // The server stores unreadable keys as they are.
    return undefined
  }
}

/** Creates a Digest of the stored format and one of the default format. KMIP 1.4 §3.17, 2.1 §4.21. */
const createDigests = (object: ManagedObject): AttributeInstance[] => {
  const other = convertToDefaultFormat(object)
  return [...createDigest(object), ...(other ? createDigest(other, 1) : [])]
}

const describeAsymmetricKey = (object: ManagedObject, block: KeyBlock) => {
  if (!(object.privateKey || object.publicKey) || block.keyWrappingData) return undefined
  try {
    return describeKey(toKeyObject(object))
  } catch {
    // The server stores unreadable keys as they are.
    return undefined
  }
}

/** Algorithm and length of a key. The Key Block takes precedence over the key itself (KMIP 1.4 §2.1.3, 2.1 §3.1). */
const describeKeyBlock = (
  object: ManagedObject,
  block: KeyBlock,
): Pick<KeyBlock, 'cryptographicAlgorithm' | 'cryptographicLength'> => {
  const actual = describeAsymmetricKey(object, block)
  if (!actual) return block
  const declared = block.cryptographicAlgorithm
  if (declared !== undefined && (declared === 'RSA') !== (actual.cryptographicAlgorithm === 'RSA'))
    throw new KmipError(
      'InvalidField',
      `The Key Block says ${declared}, but its key is one of ${actual.cryptographicAlgorithm}.`,
    )
  return { ...actual, ...pickDeclared(block) }
}

const pickDeclared = ({ cryptographicAlgorithm, cryptographicLength }: KeyBlock) => ({
  ...(cryptographicAlgorithm && { cryptographicAlgorithm }),
  ...(cryptographicLength !== undefined && { cryptographicLength }),
})

const createKeyBlockAttributes = (object: ManagedObject, block: KeyBlock): AttributeInstance[] => {
  const { keyFormatType, keyValue } = block
  const { cryptographicAlgorithm, cryptographicLength } = describeKeyBlock(object, block)
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

/** Derives attributes from an object's material. */
export const deriveMaterialAttributes = (object: ManagedObject): AttributeInstance[] => {
  const block = keyBlockOf(object)
  const derived: AttributeInstance[] = block ? createKeyBlockAttributes(object, block) : []
  if (object.certificate) derived.push(...readCertificateAttributes(object.certificate))
  if (object.opaqueObject)
    derived.push({ attribute: 'OpaqueDataType', index: 0, value: object.opaqueObject.opaqueDataType })
  return [...derived, ...createDigests(object)]
}
