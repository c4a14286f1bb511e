import { createDecipheriv, type DecipherGCM, type KeyObject } from 'node:crypto'
import { CryptoError } from '../crypto-error.ts'
import { collecting, type EndingWork, nothing } from '../work.ts'
import { type Cipher, cipherOf } from './cipher.ts'
import {
  type CipherParameters,
  madeIvLength,
  paddingOf,
  requireCoverage,
  requireIv,
  requireParameters,
  tagLengthOf,
} from './cipher-parameters.ts'
import { initialVector } from './initial-vector.ts'
import { type BlockPadding, unpad } from './padding.ts'

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
const opened = (open: () => Uint8Array | undefined): Uint8Array => {
  try {
    const data = open()
    if (data) return data
  } catch {
    // Said below.
  }
  throw new CryptoError('CryptographicFailure', 'The data cannot be decrypted.')
}

const joined = (one: Uint8Array, other: Uint8Array): Uint8Array => {
  if (one.length === 0) return other
  return other.length === 0 ? one : Buffer.concat([one, other])
}

/** Where the IV is; none when the mode has none. */
function ivOf(cipher: Cipher, { ivCounterNonce }: DecryptorRequest): Uint8Array | undefined {
  if (!cipher.iv) return undefined
  if (!ivCounterNonce) throw new CryptoError('InvalidMessage', 'The IV/Counter/Nonce is missing.')
  requireIv(cipher, ivCounterNonce)
  return ivCounterNonce
}

/** All of the data at once: nothing is given out before its tag is found right. */
const whole = (
  cipher: Cipher,
  { key, additionalData, authenticatedEncryptionTag: tag }: DecryptorRequest,
  iv: Uint8Array | undefined,
  authTagLength: number,
  data: Uint8Array,
): Uint8Array | undefined => {
  if (cipher.tags && tag?.length !== authTagLength) return undefined
  // OpenSSL makes nothing of it, and says nothing: what is wrapped has 8 bytes more than a whole number of half blocks.
  if (cipher.fixedIv && (data.length % 8 !== 0 || data.length < (cipher.block ? 24 : 16))) return undefined
  const options = cipher.tags ? { authTagLength } : undefined
  const working = createDecipheriv(cipher.name, key, initialVector(cipher, iv), options as never) as DecipherGCM
  if (tag) working.setAuthTag(tag)
  if (cipher.tags && (additionalData || cipher.whole))
    working.setAAD(additionalData ?? nothing, { plaintextLength: data.length })
  const plain = working.update(data)
  const more = working.final()
  return more.length ? Buffer.concat([plain, more]) : plain
}

const inParts = (
  cipher: Cipher,
  key: Uint8Array | KeyObject,
  iv: Uint8Array | undefined,
  padding: BlockPadding,
): EndingWork<Uint8Array> => {
  const { block } = cipher
  const working = createDecipheriv(cipher.name, key, initialVector(cipher, iv))
  working.setAutoPadding(false)
  let length = 0
  /** The last block, while it may be the one with the padding. */
  let last: Uint8Array = nothing
  const update = (data: Uint8Array): Uint8Array => {
    length += data.length
    const plain = working.update(data)
    if (padding === 'None' || plain.length === 0) return plain
    const all = last.length ? Buffer.concat([last, plain]) : plain
    last = Uint8Array.from(all.subarray(all.length - block))
    return all.subarray(0, all.length - block)
  }
  const final = (): Uint8Array =>
    opened(() => {
      if (block !== 0 && length % block !== 0) return undefined
      working.final()
      return block === 0 ? nothing : unpad(last, block, padding)
    })
  const end = (data: Uint8Array): Uint8Array => {
    if (length > 0 || padding === 'None') return joined(update(data), final())
    // All of it at once: nothing need be held back.
    length = data.length
    last = working.update(data)
    return final()
  }
  return { held: 0, update, final, end }
}

/**
 * Decrypts with a symmetric key what {@link encryptor} encrypts; the data may come in parts. Nothing of an authenticated
 * message is given out before its end, and its tag is needed at the beginning (KMIP 1.4 §4.30, 2.1 §6.1.11).
 *
 * @throws {CryptoError} `InvalidMessage` when the IV or the tag is absent. Whatever is wrong with the data (length,
 *   padding, tag, additional data, or a wrong key or IV that shows in them), one and the same `CryptographicFailure`:
 *   more would make a padding oracle.
 */
export function decryptor(request: DecryptorRequest): EndingWork<Uint8Array> {
  const { algorithm, key } = request
  const cipher = cipherOf(algorithm, request.blockCipherMode, key)
  requireParameters(cipher, algorithm, request)
  requireCoverage(cipher, request.additionalData)
  const padding = paddingOf(cipher, request.paddingMethod)
  const authTagLength = tagLengthOf(cipher, request.tagLength)
  if (cipher.iv && !request.ivCounterNonce && request.ivInFront)
    return collecting((data) => inFront(cipher, request, data))
  const iv = ivOf(cipher, request)
  if (cipher.tags && !request.authenticatedEncryptionTag)
    throw new CryptoError('InvalidMessage', 'The Authenticated Encryption Tag is missing.')
  if (!cipher.tags && !cipher.whole) return inParts(cipher, key, iv, padding)
  return collecting((data) => opened(() => whole(cipher, request, iv, authTagLength, data)))
}

/** With the IV that stands in front of the data. */
function inFront(cipher: Cipher, request: DecryptorRequest, data: Uint8Array): Uint8Array {
  const length = madeIvLength(cipher, request.ivLength)
  if (data.length < length) throw new CryptoError('InvalidMessage', 'The IV/Counter/Nonce is missing.')
  return decrypt({ ...request, ivCounterNonce: data.subarray(0, length), data: data.subarray(length) })
}

/** Decrypts data that is there as a whole, as {@link decryptor} does. @throws {CryptoError} */
export function decrypt(request: DecryptRequest): Uint8Array {
  return decryptor(request).end(request.data)
}
