import { createDecipheriv, type DecipherGCM, type KeyObject } from 'node:crypto'
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
import { CryptoError } from './crypto-error.ts'
import { initialVector } from './initial-vector.ts'
import { type BlockPadding, unpad } from './padding.ts'

export interface DecryptRequest extends CipherParameters {
  /** A KeyObject that is kept saves the import. */
  readonly key: Uint8Array | KeyObject
  /** Cryptographic Algorithm of the key. */
  readonly algorithm: string
  readonly data: Uint8Array
  readonly ivCounterNonce?: Uint8Array | undefined
  readonly additionalData?: Uint8Array | undefined
  readonly authenticatedEncryptionTag?: Uint8Array | undefined
  /**
   * Takes the IV from the front of the data when none is given. Some clients expect that (EDB's `thales` wrapper); the
   * OASIS cases forbid it, so it has to be switched on.
   */
  readonly ivInFront?: boolean | undefined
}

/**
 * Decrypts with a symmetric key what {@link encrypt} encrypts. KMIP 1.4 §4.30, 2.1 §6.1.11.
 *
 * @throws {CryptoError} `InvalidMessage` when the IV or the tag is absent. Whatever is wrong with the data (length,
 *   padding, tag, additional data, or a wrong key or IV that shows in them), one and the same `CryptographicFailure`:
 *   more would make a padding oracle.
 */
export function decrypt(request: DecryptRequest): Uint8Array {
  const { algorithm, key } = request
  const cipher = cipherOf(algorithm, request.blockCipherMode, key)
  requireParameters(cipher, algorithm, request)
  requireCoverage(cipher, request.additionalData)
  const padding = paddingOf(cipher, request.paddingMethod)
  const authTagLength = tagLengthOf(cipher, request.tagLength)
  const tag = request.authenticatedEncryptionTag
  const { iv, data } = apart(cipher, request)
  if (cipher.tags && !tag) throw new CryptoError('InvalidMessage', 'The Authenticated Encryption Tag is missing.')
  try {
    const opened = cipher.tags ? open(cipher, request, iv, data, authTagLength) : work(cipher, key, iv, data, padding)
    if (opened) return opened
  } catch {
    // One answer for all: what OpenSSL has to say stays here.
  }
  throw new CryptoError('CryptographicFailure', 'The data cannot be decrypted.')
}

function apart(cipher: Cipher, request: DecryptRequest): { iv: Uint8Array | undefined; data: Uint8Array } {
  const { data, ivCounterNonce } = request
  if (!cipher.iv) return { iv: undefined, data }
  if (ivCounterNonce) {
    requireIv(cipher, ivCounterNonce)
    return { iv: ivCounterNonce, data }
  }
  const length = madeIvLength(cipher, request.ivLength)
  if (!request.ivInFront || data.length < length) {
    throw new CryptoError('InvalidMessage', 'The IV/Counter/Nonce is missing.')
  }
  return { iv: data.subarray(0, length), data: data.subarray(length) }
}

function open(
  cipher: Cipher,
  request: DecryptRequest,
  iv: Uint8Array | undefined,
  data: Uint8Array,
  tagLength: number,
) {
  const { authenticatedEncryptionTag: tag, additionalData } = request
  if (tag?.length !== tagLength) return undefined
  const options = { authTagLength: tagLength }
  const working = createDecipheriv(
    cipher.name,
    request.key,
    initialVector(cipher, iv),
    options as never,
  ) as unknown as DecipherGCM
  if (additionalData) working.setAAD(additionalData)
  working.setAuthTag(tag)
  const opened = working.update(data)
  working.final()
  return opened
}

function work(
  cipher: Cipher,
  key: Uint8Array | KeyObject,
  iv: Uint8Array | undefined,
  data: Uint8Array,
  padding: BlockPadding,
): Uint8Array | undefined {
  if (cipher.block !== 0 && data.length % cipher.block !== 0) return undefined
  const working = createDecipheriv(cipher.name, key, initialVector(cipher, iv))
  working.setAutoPadding(false)
  const opened = working.update(data)
  working.final()
  return cipher.block === 0 ? opened : unpad(opened, cipher.block, padding)
}
