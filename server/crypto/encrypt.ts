import { type CipherGCM, createCipheriv, type KeyObject } from 'node:crypto'
import { cipherOf } from './cipher.ts'
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
import type { Random } from './generate-symmetric-key.ts'
import { initialVector } from './initial-vector.ts'
import { pad } from './padding.ts'

export interface EncryptRequest extends CipherParameters {
  /** A KeyObject that is kept saves the import. */
  readonly key: Uint8Array | KeyObject
  /** Cryptographic Algorithm of the key. */
  readonly algorithm: string
  readonly data: Uint8Array
  readonly ivCounterNonce?: Uint8Array | undefined
  /** Authenticated Encryption Additional Data. */
  readonly additionalData?: Uint8Array | undefined
  readonly random: Random
}

export interface Encrypted {
  data: Uint8Array
  /** Only when the server made it. */
  ivCounterNonce?: Uint8Array
  authenticatedEncryptionTag?: Uint8Array
}

/**
 * Encrypts with a symmetric key, in the modes of {@link cipherOf}. Where
 * the mode has an IV and none is given, one is made and returned, whether or not Random IV asks for it. KMIP 1.4 §4.29,
 * 2.1 §6.1.17.
 *
 * @throws {CryptoError}
 */
export function encrypt(request: EncryptRequest): Encrypted {
  const { algorithm, key, data, random, additionalData } = request
  const cipher = cipherOf(algorithm, request.blockCipherMode, key)
  requireParameters(cipher, algorithm, request)
  requireCoverage(cipher, additionalData)
  const padding = paddingOf(cipher, request.paddingMethod)
  const authTagLength = tagLengthOf(cipher, request.tagLength)
  const given = cipher.iv ? request.ivCounterNonce : undefined
  if (given) requireIv(cipher, given)
  const made = cipher.iv && !given ? random(madeIvLength(cipher, request.ivLength)) : undefined
  const padded = cipher.block === 0 ? data : pad(data, cipher.block, padding, random)
  if (cipher.block !== 0 && padded.length % cipher.block !== 0) {
    const message = `Without padding the data must be a multiple of ${cipher.block} bytes.`
    throw new CryptoError('InvalidField', message)
  }
  const iv = initialVector(cipher, given ?? made)
  const options = cipher.tags ? { authTagLength } : undefined
  const working = createCipheriv(cipher.name, key, iv, options as never) as CipherGCM
  working.setAutoPadding(false)
  if (cipher.tags && additionalData) working.setAAD(additionalData)
  const result: Encrypted = { data: working.update(padded) }
  working.final()
  if (made) result.ivCounterNonce = made
  if (cipher.tags) result.authenticatedEncryptionTag = working.getAuthTag()
  return result
}
