import {
  type AttributeInstance,
  type GetRequest,
  type KeyBlock,
  keyBlockOf,
  type ManagedObject,
  valueIn,
  withKeyBlock,
} from '../../codec/index.ts'
import { compressPoint, fromKeyObject, toKeyObject } from '../../codec/key/index.ts'

/**
 * Converts the object's key to the requested format. The Key Compression Type applies to elliptic curve public keys
 * only. KMIP 1.4 §4.11, 2.1 §6.1.19.
 */
export const convertFormat = (
  object: ManagedObject,
  { keyFormatType, keyCompressionType }: Pick<GetRequest, 'keyFormatType' | 'keyCompressionType'>,
): ManagedObject => {
  const block = keyBlockOf(object)
  const format = keyFormatType ?? block?.keyFormatType
  const compression = object.publicKey ? keyCompressionType : undefined
  if (!format || !block || (block.keyFormatType === format && compression === block.keyCompressionType)) return object
  if (block.keyFormatType === format && compression === undefined) return object
  const key = toKeyObject(object)
  const point = compression && compressPoint(key, format, compression)
  if (block.keyFormatType === format && !point) return object
  const { cryptographicAlgorithm, cryptographicLength } = block
  return withKeyBlock(object, {
    keyFormatType: format,
    ...(point && { keyCompressionType: compression }),
    keyValue: point ? { keyMaterial: point } : fromKeyObject(key, format).keyValue,
    ...(cryptographicAlgorithm && { cryptographicAlgorithm }),
    ...(cryptographicLength !== undefined && { cryptographicLength }),
  })
}

/** Creates a symmetric key object in the Key Format Type among the attributes, by default Raw (KMIP 2.1 §4.26). */
export const createSymmetricKey = (
  keyMaterial: Uint8Array,
  { cryptographicAlgorithm, cryptographicLength }: Pick<KeyBlock, 'cryptographicAlgorithm' | 'cryptographicLength'>,
  attributes: readonly AttributeInstance[],
): ManagedObject =>
  convertFormat(
    {
      symmetricKey: {
        keyBlock: { keyFormatType: 'Raw', keyValue: { keyMaterial }, cryptographicAlgorithm, cryptographicLength },
      },
    },
    { keyFormatType: valueIn(attributes, 'KeyFormatType') },
  )
