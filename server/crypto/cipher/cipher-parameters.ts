import { CryptoError } from '../crypto-error.ts'
import { type Cipher, createUnsupportedError } from './cipher.ts'
import { type BlockPadding, isBlockPadding } from './padding.ts'
import { describeLengths, isAllowedLength } from './symmetric-algorithm.ts'

/** The Cryptographic Parameters of Encrypt and Decrypt with a symmetric key. KMIP 1.4 §3.6, 2.1 §4.16. */
export interface CipherParameters {
  readonly blockCipherMode?: string | undefined
  readonly paddingMethod?: string | undefined
  readonly cryptographicAlgorithm?: string | undefined
  readonly randomIV?: boolean | undefined
  /** Bits of a generated IV. A given IV has its own length. */
  readonly ivLength?: number | undefined
  /** Bytes. */
  readonly tagLength?: number | undefined
  readonly counterLength?: number | undefined
  readonly initialCounterValue?: number | undefined
}

interface SignatureNames {
  readonly digitalSignatureAlgorithm?: string | undefined
  readonly hashingAlgorithm?: string | undefined
}

/**
 * Resolves the effective parameters. Fields that the request omits come from the key's attribute with the lowest index.
 * A request with a mode or a Digital Signature Algorithm stands alone, so that a GCM request gets no CBC padding. KMIP
 * 1.4 §4.29.
 */
export function resolveParameters<P extends CipherParameters & SignatureNames>(
  request: P | undefined,
  keyParameters: P | undefined,
): P | undefined {
  if (!request || !keyParameters) return request ?? keyParameters
  if (request.blockCipherMode !== undefined || request.digitalSignatureAlgorithm !== undefined) return request
  const combined = { ...keyParameters, ...request }
  // A Hashing Algorithm of the request replaces the key's Digital Signature Algorithm.
  return request.hashingAlgorithm === undefined ? combined : { ...combined, digitalSignatureAlgorithm: undefined }
}

/** Requires the key's algorithm and no counter parameters. @throws {CryptoError} */
export function requireParameters(cipher: Cipher, algorithm: string, parameters: CipherParameters): void {
  const { cryptographicAlgorithm, counterLength, initialCounterValue } = parameters
  if (cryptographicAlgorithm !== undefined && cryptographicAlgorithm !== algorithm) {
    const message = `The Cryptographic Algorithm ${cryptographicAlgorithm} differs from that of the key, ${algorithm}.`
    throw new CryptoError('BadCryptographicParameters', message)
  }
  const isCounterMode = cipher.ivLengths !== undefined && cipher.blockSize === 0 && cipher.tagLengths === undefined
  if (isCounterMode && ((counterLength ?? 0) !== 0 || (initialCounterValue ?? 0) !== 0)) {
    throw createUnsupportedError(
      'Counter Length and Initial Counter Value are unsupported: give the whole counter block as IV.',
    )
  }
}

/** @throws {CryptoError} `BadCryptographicParameters` for additional data in a mode without a tag. */
export function requireAdditionalDataSupport(
  { tagLengths, name }: Cipher,
  additionalData: Uint8Array | undefined,
): void {
  if (additionalData?.length && !tagLengths) {
    throw new CryptoError('BadCryptographicParameters', `${name} takes no additional data.`)
  }
}

/** Resolves the padding, by default None (CS-BC-M-4). @throws {CryptoError} */
export function resolvePadding({ blockSize, name, fixedIv }: Cipher, paddingMethod: string | undefined): BlockPadding {
  const padding = paddingMethod ?? 'None'
  if (fixedIv && padding !== 'None') throw new CryptoError('BadCryptographicParameters', `${name} takes no padding.`)
  if (!isBlockPadding(padding))
    throw createUnsupportedError(`The Padding Method ${padding} is not supported with ${name}.`)
  if (blockSize === 0 && padding !== 'None') {
    throw new CryptoError('BadCryptographicParameters', `${name} takes no padding.`)
  }
  return padding
}

/** Resolves the tag length in bytes: by default 16, and 0 for a cipher without a tag. @throws {CryptoError} */
export function resolveTagLength({ tagLengths }: Cipher, tagLength: number | undefined): number {
  if (!tagLengths) return 0
  const length = tagLength ?? 16
  if (!tagLengths.includes(length)) {
    throw new CryptoError('GeneralFailure', `A tag of ${length} bytes is invalid: use ${describeLengths(tagLengths)}.`)
  }
  return length
}

/** @throws {CryptoError} `InvalidField` for an IV with a wrong length. */
export function requireIvLength({ ivLengths, name }: Cipher, given: Uint8Array): void {
  if (ivLengths && !isAllowedLength(ivLengths, given.length)) {
    throw new CryptoError(
      'InvalidField',
      `The IV/Counter/Nonce of ${name} must have ${describeLengths(ivLengths)} bytes.`,
    )
  }
}

/** Resolves the length of a generated IV in bytes. @throws {CryptoError} */
export function resolveGeneratedIvLength(
  { ivLengths, generatedIvLength, tagLengths }: Cipher,
  ivLength: number | undefined,
): number {
  if (ivLength === undefined || !ivLengths) return generatedIvLength
  // KMIP 1.4 §3.6 counts bits. kmip-go's constants count bytes, which are too few to be bits.
  if (ivLength === generatedIvLength) return generatedIvLength
  // SP 800-38D §8.2.2: a random IV has at least 96 bits.
  const bytes = ivLength / 8
  if (!isAllowedLength(ivLengths, bytes) || (tagLengths !== undefined && bytes < 12)) {
    throw new CryptoError(
      'BadCryptographicParameters',
      `This mode does not support a generated IV of ${ivLength} bits.`,
    )
  }
  return bytes
}
