import { type CipherGCM, createCipheriv, type KeyObject } from 'node:crypto'
import { CryptoError } from '../crypto-error.ts'
import type { Random } from '../generation/generate-symmetric-key.ts'
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
import { type BlockPadding, pad } from './padding.ts'

/** All of an encryption but the data. */
export interface EncryptorRequest extends CipherParameters {
  /** A KeyObject that is kept saves the import. */
  readonly key: Uint8Array | KeyObject
  /** Cryptographic Algorithm of the key. */
  readonly algorithm: string
  readonly ivCounterNonce?: Uint8Array | undefined
  /** Authenticated Encryption Additional Data. */
  readonly additionalData?: Uint8Array | undefined
  readonly random: Random
}

export interface EncryptRequest extends EncryptorRequest {
  readonly data: Uint8Array
}

export interface Encrypted {
  data: Uint8Array
  /** Only when the server made it. */
  ivCounterNonce?: Uint8Array
  authenticatedEncryptionTag?: Uint8Array
}

/** An encryption in parts. */
export interface Encryptor extends EndingWork<Encrypted> {
  /** An IV that the server made. */
  readonly madeIv?: Uint8Array | undefined
  /** Whether there will be a tag. */
  readonly tagged: boolean
}

const short = ({ block, least = 0 }: Cipher): CryptoError =>
  new CryptoError(
    'InvalidField',
    least > 1 && block > 1
      ? `The data must be a multiple of ${block} bytes, and at least ${least}.`
      : least > 0
        ? `The data must have at least ${least} bytes.`
        : `Without padding the data must be a multiple of ${block} bytes.`,
  )

/** What is the matter stays with OpenSSL: two equal halves of an XTS key, for example. */
const guarded = <T>(make: () => T): T => {
  try {
    return make()
  } catch (error) {
    if (error instanceof CryptoError) throw error
    throw new CryptoError('CryptographicFailure', 'The data cannot be encrypted with this key and these parameters.')
  }
}

const started = (
  cipher: Cipher,
  { key, additionalData }: EncryptorRequest,
  iv: Uint8Array | undefined,
  authTagLength: number,
  plaintextLength: number,
): CipherGCM => {
  const options = cipher.tags ? { authTagLength } : undefined
  const working = createCipheriv(cipher.name, key, initialVector(cipher, iv), options as never) as CipherGCM
  working.setAutoPadding(false)
  if (cipher.tags && (additionalData || cipher.whole)) working.setAAD(additionalData ?? nothing, { plaintextLength })
  return working
}

const result = (cipher: Cipher, working: CipherGCM, data: Uint8Array): Encrypted => {
  const more = working.final()
  return {
    data: more.length ? Buffer.concat([data, more]) : data,
    ...(cipher.tags && { authenticatedEncryptionTag: working.getAuthTag() }),
  }
}

/** For OpenSSL's modes that take all of the data at once. */
const atOnce = (
  cipher: Cipher,
  request: EncryptorRequest,
  iv: Uint8Array | undefined,
  tagLength: number,
): Omit<Encryptor, 'tagged'> => {
  const whole = (data: Uint8Array): Encrypted => {
    if (data.length < (cipher.least ?? 0) || (cipher.block && data.length % cipher.block !== 0)) throw short(cipher)
    return guarded(() => {
      const working = started(cipher, request, iv, tagLength, data.length)
      return result(cipher, working, working.update(data))
    })
  }
  return collecting(whole)
}

const inParts = (
  cipher: Cipher,
  request: EncryptorRequest,
  iv: Uint8Array | undefined,
  tagLength: number,
  padding: BlockPadding,
): Omit<Encryptor, 'tagged'> => {
  const working = started(cipher, request, iv, tagLength, 0)
  let length = 0
  const end = (data: Uint8Array): Encrypted => {
    const padded = cipher.block === 0 ? data : pad(data, cipher.block, padding, request.random, length)
    if (cipher.block !== 0 && (length + padded.length) % cipher.block !== 0) throw short(cipher)
    return result(cipher, working, working.update(padded))
  }
  return {
    held: 0,
    update(data) {
      length += data.length
      return working.update(data)
    },
    end,
    final: () => end(nothing),
  }
}

/**
 * Encrypts with a symmetric key, data that may come in parts, in the modes of {@link cipherOf}; those that OpenSSL does at
 * once keep all of the data. Where the mode has an IV and none is given, one is made, whether or not Random IV asks for it.
 * KMIP 1.4 §4.29, 2.1 §6.1.17.
 *
 * @throws {CryptoError}
 */
export function encryptor(request: EncryptorRequest): Encryptor {
  const { algorithm, key, random, additionalData } = request
  const cipher = cipherOf(algorithm, request.blockCipherMode, key)
  requireParameters(cipher, algorithm, request)
  requireCoverage(cipher, additionalData)
  const padding = paddingOf(cipher, request.paddingMethod)
  const tagLength = tagLengthOf(cipher, request.tagLength)
  const given = cipher.iv ? request.ivCounterNonce : undefined
  if (given) requireIv(cipher, given)
  const madeIv = cipher.iv && !given ? random(madeIvLength(cipher, request.ivLength)) : undefined
  const iv = given ?? madeIv
  const work = cipher.whole ? atOnce(cipher, request, iv, tagLength) : inParts(cipher, request, iv, tagLength, padding)
  return Object.assign(work, { madeIv, tagged: cipher.tags !== undefined })
}

/** Encrypts data that is there as a whole, as {@link encryptor} does. @throws {CryptoError} */
export function encrypt(request: EncryptRequest): Encrypted {
  const work = encryptor(request)
  const encrypted = work.end(request.data)
  return work.madeIv ? { ...encrypted, ivCounterNonce: work.madeIv } : encrypted
}
