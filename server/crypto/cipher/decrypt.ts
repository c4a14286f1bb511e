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

/** All of a decryption but the data. */
export interface DecryptorRequest extends CipherParameters {
  /** A KeyObject that is kept saves the import. */
  readonly key: Uint8Array | KeyObject
  /** Cryptographic Algorithm of the key. */
  readonly algorithm: string
  readonly ivCounterNonce?: Uint8Array | undefined
  readonly additionalData?: Uint8Array | undefined
  readonly authenticatedEncryptionTag?: Uint8Array | undefined
  /**
   * Takes the IV from the front of the data when none is given. Some clients expect that (EDB's `thales` wrapper); the
   * OASIS cases forbid it, so it has to be switched on.
   */
  readonly ivInFront?: boolean | undefined
}

export interface DecryptRequest extends DecryptorRequest {
  readonly data: Uint8Array
}

/** One answer to whatever is wrong with the data; what OpenSSL has to say stays here. */
const failUniformly = (open: () => Uint8Array | undefined): Uint8Array => {
  try {
    const data = open()
    if (data) return data
  } catch {
    // Said below.
  }
  throw new CryptoError('CryptographicFailure', 'The data cannot be decrypted.')
}

const concatenate = (one: Uint8Array, other: Uint8Array): Uint8Array => {
  if (one.length === 0) return other
  return other.length === 0 ? one : Buffer.concat([one, other])
}

/** Where the IV is; none when the mode has none. */
function requireGivenIv(cipher: Cipher, { ivCounterNonce }: DecryptorRequest): Uint8Array | undefined {
  if (!cipher.ivLengths) return undefined
  if (!ivCounterNonce) throw new CryptoError('InvalidMessage', 'The IV/Counter/Nonce is missing.')
  requireIvLength(cipher, ivCounterNonce)
  return ivCounterNonce
}

/** All of the data at once: nothing is given out before its tag is found right. */
const decryptWhole = (
  cipher: Cipher,
  { key, additionalData, authenticatedEncryptionTag: tag }: DecryptorRequest,
  iv: Uint8Array | undefined,
  authTagLength: number,
  data: Uint8Array,
): Uint8Array | undefined => {
  if (cipher.tagLengths && tag?.length !== authTagLength) return undefined
  // OpenSSL makes nothing of it, and says nothing: what is wrapped has 8 bytes more than a whole number of half blocks.
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
  /** The last block, while it may be the one with the padding. */
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
    // All of it at once: nothing need be held back.
    length = data.length
    last = decipher.update(data)
    return final()
  }
  return { bufferedBytes: 0, update, final, end }
}

/**
 * Decrypts with a symmetric key what {@link createEncryptor} encrypts; the data may come in parts. Nothing of an authenticated
 * message is given out before its end, and its tag is needed at the beginning (KMIP 1.4 §4.30, 2.1 §6.1.11).
 *
 * @throws {CryptoError} `InvalidMessage` when the IV or the tag is absent. Whatever is wrong with the data (length,
 *   padding, tag, additional data, or a wrong key or IV that shows in them), one and the same `CryptographicFailure`:
 *   more would make a padding oracle.
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

/** With the IV that stands in front of the data. */
function decryptWithLeadingIv(cipher: Cipher, request: DecryptorRequest, data: Uint8Array): Uint8Array {
  const length = resolveGeneratedIvLength(cipher, request.ivLength)
  if (data.length < length) throw new CryptoError('InvalidMessage', 'The IV/Counter/Nonce is missing.')
  return decrypt({ ...request, ivCounterNonce: data.subarray(0, length), data: data.subarray(length) })
}

/** Decrypts data that is there as a whole, as {@link createDecryptor} does. @throws {CryptoError} */
export function decrypt(request: DecryptRequest): Uint8Array {
  return createDecryptor(request).end(request.data)
}
