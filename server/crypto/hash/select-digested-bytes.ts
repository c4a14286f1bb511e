import { type KeyFormatType, keyBlockOf, type ManagedObject } from '../../../codec/index.ts'

/**
 * The bytes that the Digest attribute of an object is made of, and its Key Format Type (keys and secret data only):
 * Key Material that is a byte string as it is, a Key Material structure in TTLV, the Certificate Value, the Opaque Data
 * Value. KMIP 1.4 §3.17, 2.1 §4.21.
 *
 * @param encodeKeyMaterial - the TTLV encoding of a Key Material structure, from its tag on.
 * @returns `undefined` when the key material is absent or wrapped: there is no Digest then.
 */
export function selectDigestedBytes(
  object: ManagedObject,
  encodeKeyMaterial: (keyMaterial: object, keyFormatType: string) => Uint8Array,
): { bytes: Uint8Array; keyFormatType?: KeyFormatType } | undefined {
  const { certificate, certificateRequest, opaqueObject } = object
  if (certificate) return { bytes: certificate.certificateValue }
  if (certificateRequest) return { bytes: certificateRequest.certificateRequestValue }
  if (opaqueObject) return { bytes: opaqueObject.opaqueDataValue }
  const block = keyBlockOf(object)
  if (!block) return undefined
  const { keyFormatType, keyValue, keyWrappingData } = block
  if (keyValue === undefined || keyValue instanceof Uint8Array || keyWrappingData !== undefined) return undefined
  const { keyMaterial } = keyValue
  const bytes = keyMaterial instanceof Uint8Array ? keyMaterial : encodeKeyMaterial(keyMaterial, keyFormatType)
  return { bytes, keyFormatType }
}
