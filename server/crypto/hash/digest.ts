import { hash } from 'node:crypto'
import { type KeyFormatType, keyBlockOf, type ManagedObject } from '../../../codec/index.ts'
import { requireHashName } from './hashing-algorithm.ts'

/**
 * Computes the Digest Value of bytes.
 *
 * @throws {CryptoError} `UnsupportedCryptographicParameters` for a hash that node:crypto lacks.
 */
export const computeDigest = (bytes: Uint8Array, hashingAlgorithm: string): Uint8Array =>
  hash(requireHashName(hashingAlgorithm), bytes, 'buffer')

/**
 * Selects the bytes that a Digest covers, and the Key Format Type of keys and secret data: a Key Material byte string,
 * a Key Material structure in TTLV, the Certificate Value or the Opaque Data Value. KMIP 1.4 §3.17, 2.1 §4.21.
 *
 * @param encodeKeyMaterial - encodes a Key Material structure in TTLV, including its tag
 * @returns `undefined` for absent or wrapped key material, which has no Digest
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
