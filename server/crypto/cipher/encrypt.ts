import { type CipherGCM, type CipherGCMOptions, createCipheriv, type KeyObject } from 'node:crypto'
import { CryptoError } from '../crypto-error.ts'
import type { Random } from '../generation/generate-symmetric-key.ts'
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
import { type BlockPadding, pad } from './padding.ts'
import { toOpensslIv } from './to-openssl-iv.ts'

/** An encryption without its data. */
export interface EncryptorRequest extends CipherParameters {
  /** A KeyObject saves the import of the key. */
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
  /** Present when the server generated it. */
  ivCounterNonce?: Uint8Array
  authenticatedEncryptionTag?: Uint8Array
}

/** A multi-part encryption. */
export interface Encryptor extends EndableOperation<Encrypted> {
  /** The IV that the server generated, if it did. */
  readonly generatedIv?: Uint8Array | undefined
  /** Whether the mode has a tag. */
  readonly hasTag: boolean
}

const createLengthError = ({ blockSize, minimumLength = 0 }: Cipher): CryptoError =>
  new CryptoError(
    'InvalidField',
    minimumLength > 1 && blockSize > 1
      ? `The data must be a multiple of ${blockSize} bytes, and at least ${minimumLength}.`
      : minimumLength > 0
        ? `The data must have at least ${minimumLength} bytes.`
        : `Without padding the data must be a multiple of ${blockSize} bytes.`,
  )

/** Hides OpenSSL's reason, such as an XTS key with two equal halves. */
const hideOpenSslReason = <T>(make: () => T): T => {
  try {
    return make()
  } catch (error) {
    if (error instanceof CryptoError) throw error
    throw new CryptoError('CryptographicFailure', 'This key and these parameters cannot encrypt the data.')
  }
}

const startCipher = (
  cipher: Cipher,
  { key, additionalData }: EncryptorRequest,
  iv: Uint8Array | undefined,
  authTagLength: number,
  plaintextLength: number,
): CipherGCM => {
  const options: CipherGCMOptions | undefined = cipher.tagLengths ? { authTagLength } : undefined
  const stream = createCipheriv(cipher.name, key, toOpensslIv(cipher, iv), options) as CipherGCM
  stream.setAutoPadding(false)
  if (cipher.tagLengths && (additionalData || cipher.oneShot))
    stream.setAAD(additionalData ?? noBytes, { plaintextLength })
  return stream
}

const finish = (cipher: Cipher, stream: CipherGCM, data: Uint8Array): Encrypted => {
  const more = stream.final()
  return {
    data: more.length ? Buffer.concat([data, more]) : data,
    ...(cipher.tagLengths && { authenticatedEncryptionTag: stream.getAuthTag() }),
  }
}

/** For modes where OpenSSL needs all data at once. */
const createOneShotEncryptor = (
  cipher: Cipher,
  request: EncryptorRequest,
  iv: Uint8Array | undefined,
  tagLength: number,
): Omit<Encryptor, 'hasTag'> => {
  const encryptWhole = (data: Uint8Array): Encrypted => {
    if (data.length < (cipher.minimumLength ?? 0) || (cipher.blockSize && data.length % cipher.blockSize !== 0))
      throw createLengthError(cipher)
    return hideOpenSslReason(() => {
      const stream = startCipher(cipher, request, iv, tagLength, data.length)
      return finish(cipher, stream, stream.update(data))
    })
  }
  return createBufferedOperation(encryptWhole)
}

const createStreamingEncryptor = (
  cipher: Cipher,
  request: EncryptorRequest,
  iv: Uint8Array | undefined,
  tagLength: number,
  padding: BlockPadding,
): Omit<Encryptor, 'hasTag'> => {
  const stream = startCipher(cipher, request, iv, tagLength, 0)
  let length = 0
  const encryptLast = (data: Uint8Array): Encrypted => {
    const padded = cipher.blockSize === 0 ? data : pad(data, cipher.blockSize, padding, request.random, length)
    if (cipher.blockSize !== 0 && (length + padded.length) % cipher.blockSize !== 0) throw createLengthError(cipher)
    return finish(cipher, stream, stream.update(padded))
  }
  return {
    bufferedBytes: 0,
    update(data) {
      length += data.length
      return stream.update(data)
    },
    end: encryptLast,
    final: () => encryptLast(noBytes),
  }
}

/**
 * Encrypts with a symmetric key in the modes of {@link requireCipher}. The data may come in parts; one-shot modes
 * buffer all of it. A missing IV is generated, regardless of Random IV. KMIP 1.4 §4.29, 2.1 §6.1.17.
 *
 * @throws {CryptoError}
 */
export function createEncryptor(request: EncryptorRequest): Encryptor {
  const { algorithm, key, random, additionalData } = request
  const cipher = requireCipher(algorithm, request.blockCipherMode, key)
  requireParameters(cipher, algorithm, request)
  requireAdditionalDataSupport(cipher, additionalData)
  const padding = resolvePadding(cipher, request.paddingMethod)
  const tagLength = resolveTagLength(cipher, request.tagLength)
  const givenIv = cipher.ivLengths ? request.ivCounterNonce : undefined
  if (givenIv) requireIvLength(cipher, givenIv)
  const generatedIv =
    cipher.ivLengths && !givenIv ? random(resolveGeneratedIvLength(cipher, request.ivLength)) : undefined
  const iv = givenIv ?? generatedIv
  const operation = cipher.oneShot
    ? createOneShotEncryptor(cipher, request, iv, tagLength)
    : createStreamingEncryptor(cipher, request, iv, tagLength, padding)
  return Object.assign(operation, { generatedIv, hasTag: cipher.tagLengths !== undefined })
}

/** Encrypts all data at once, like {@link createEncryptor}. @throws {CryptoError} */
export function encrypt(request: EncryptRequest): Encrypted {
  const encryptor = createEncryptor(request)
  const encrypted = encryptor.end(request.data)
  return encryptor.generatedIv ? { ...encrypted, ivCounterNonce: encryptor.generatedIv } : encrypted
}
