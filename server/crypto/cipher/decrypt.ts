import { type CipherGCMOptions, createDecipheriv, type DecipherGCM, type KeyObject } from 'node:crypto'
import { CryptoError } from '../crypto-error.ts'
import { createBufferedOperation, type EndableOperation, noBytes } from '../streamed-operation.ts'
import { type Cipher, requireCipher } from './cipher.ts'
import {
  type CipherParameters,
  requireAdditionalDataSupport,
  requireIvLength,
  requireParameters,
  resolveGeneratedIvLength,
  resolvePadding,
  resolveTagLength,
} from './cipher-parameters.ts'
import { type BlockPadding, unpad } from './padding.ts'
import { toOpensslIv } from './to-openssl-iv.ts'

/** A decryption without its data. */
export interface DecryptorRequest extends CipherParameters {
  /** A KeyObject saves the import of the key. */
  readonly key: Uint8Array | KeyObject
  /** Cryptographic Algorithm of the key. */
  readonly algorithm: string
  readonly ivCounterNonce?: Uint8Array | undefined
  readonly additionalData?: Uint8Array | undefined
  readonly authenticatedEncryptionTag?: Uint8Array | undefined
  /**
   * Reads the IV from the front of the data when none is given, as EDB's `thales` wrapper expects. The OASIS cases
   * forbid it, so it is off by default.
   */
  readonly ivInFront?: boolean | undefined
}

export interface DecryptRequest extends DecryptorRequest {
  readonly data: Uint8Array
}

/** Throws one error for all invalid data and hides OpenSSL's reason. */
const failUniformly = (open: () => Uint8Array | undefined): Uint8Array => {
  try {
    const data = open()
    if (data) return data
  } catch {
    // Thrown below.
  }
  throw new CryptoError('CryptographicFailure', 'The data cannot be decrypted.')
}

const concatenate = (one: Uint8Array, other: Uint8Array): Uint8Array => {
  if (one.length === 0) return other
  return other.length === 0 ? one : Buffer.concat([one, other])
}

/** Requires the IV, if the mode has one. */
function requireGivenIv(cipher: Cipher, { ivCounterNonce }: DecryptorRequest): Uint8Array | undefined {
  if (!cipher.ivLengths) return undefined
  if (!ivCounterNonce) throw new CryptoError('InvalidMessage', 'The IV/Counter/Nonce is missing.')
  requireIvLength(cipher, ivCounterNonce)
  return ivCounterNonce
}

/** Decrypts all data at once and verifies the tag before it returns. */
const decryptWhole = (
  cipher: Cipher,
  { key, additionalData, authenticatedEncryptionTag: tag }: DecryptorRequest,
  iv: Uint8Array | undefined,
  authTagLength: number,
  data: Uint8Array,
): Uint8Array | undefined => {
  if (cipher.tagLengths && tag?.length !== authTagLength) return undefined
  // OpenSSL accepts wrong lengths silently. Wrapped data is a multiple of 8 bytes and has 8 bytes more than the key.
  if (cipher.fixedIv && (data.length % 8 !== 0 || data.length < (cipher.blockSize ? 24 : 16))) return undefined
  const options: CipherGCMOptions | undefined = cipher.tagLengths ? { authTagLength } : undefined
  const decipher = createDecipheriv(cipher.name, key, toOpensslIv(cipher, iv), options) as DecipherGCM
  if (tag) decipher.setAuthTag(tag)
  if (cipher.tagLengths && (additionalData || cipher.oneShot))
    decipher.setAAD(additionalData ?? noBytes, { plaintextLength: data.length })
  const plain = decipher.update(data)
  const more = decipher.final()
  return more.length ? Buffer.concat([plain, more]) : plain
}

const createStreamingDecryptor = (
  cipher: Cipher,
  key: Uint8Array | KeyObject,
  iv: Uint8Array | undefined,
  padding: BlockPadding,
): EndableOperation<Uint8Array> => {
  const { blockSize } = cipher
  const decipher = createDecipheriv(cipher.name, key, toOpensslIv(cipher, iv))
  decipher.setAutoPadding(false)
  let length = 0
  /** The last block, which may have the padding. */
  let last: Uint8Array = noBytes
  const update = (data: Uint8Array): Uint8Array => {
    length += data.length
    const plain = decipher.update(data)
    if (padding === 'None' || plain.length === 0) return plain
    const all = last.length ? Buffer.concat([last, plain]) : plain
    last = Uint8Array.from(all.subarray(all.length - blockSize))
    return all.subarray(0, all.length - blockSize)
  }
  const final = (): Uint8Array =>
    failUniformly(() => {
      if (blockSize !== 0 && length % blockSize !== 0) return undefined
      decipher.final()
      return blockSize === 0 ? noBytes : unpad(last, blockSize, padding)
    })
  const end = (data: Uint8Array): Uint8Array => {
    if (length > 0 || padding === 'None') return concatenate(update(data), final())
    // All data is here: no block needs to be held back.
    length = data.length
    last = decipher.update(data)
    return final()
  }
  return { bufferedBytes: 0, update, final, end }
}

/**
 * Decrypts the output of {@link createEncryptor}, which may come in parts. An authenticated message needs its tag with
 * the first part, and its plaintext is returned with the last (KMIP 1.4 §4.30, 2.1 §6.1.11).
 *
 * @throws {CryptoError} `InvalidMessage` for a missing IV or tag. All other errors (length, padding, tag, additional
 *   data, key, IV) are the same `CryptographicFailure`, because details would make a padding oracle.
 */
export function createDecryptor(request: DecryptorRequest): EndableOperation<Uint8Array> {
  const { algorithm, key } = request
  const cipher = requireCipher(algorithm, request.blockCipherMode, key)
  requireParameters(cipher, algorithm, request)
  requireAdditionalDataSupport(cipher, request.additionalData)
  const padding = resolvePadding(cipher, request.paddingMethod)
  const authTagLength = resolveTagLength(cipher, request.tagLength)
  if (cipher.ivLengths && !request.ivCounterNonce && request.ivInFront)
    return createBufferedOperation((data) => decryptWithLeadingIv(cipher, request, data))
  const iv = requireGivenIv(cipher, request)
  if (cipher.tagLengths && !request.authenticatedEncryptionTag)
    throw new CryptoError('InvalidMessage', 'The Authenticated Encryption Tag is missing.')
  if (!cipher.tagLengths && !cipher.oneShot) return createStreamingDecryptor(cipher, key, iv, padding)
  return createBufferedOperation((data) => failUniformly(() => decryptWhole(cipher, request, iv, authTagLength, data)))
}

/** Decrypts data with a leading IV. */
function decryptWithLeadingIv(cipher: Cipher, request: DecryptorRequest, data: Uint8Array): Uint8Array {
  const length = resolveGeneratedIvLength(cipher, request.ivLength)
  if (data.length < length) throw new CryptoError('InvalidMessage', 'The IV/Counter/Nonce is missing.')
  return decrypt({ ...request, ivCounterNonce: data.subarray(0, length), data: data.subarray(length) })
}

/** Decrypts all data at once, like {@link createDecryptor}. @throws {CryptoError} */
export function decrypt(request: DecryptRequest): Uint8Array {
  return createDecryptor(request).end(request.data)
}
