import { createHmac, type KeyObject } from 'node:crypto'
import { createUnsupportedError, requireCipher } from '../cipher/cipher.ts'
import { CryptoError } from '../crypto-error.ts'
import { type HashingAlgorithmId, hashNames } from '../hash/hashing-algorithm.ts'
import { noBytes, type StreamedOperation } from '../streamed-operation.ts'
import { createCmac } from './cmac.ts'

export interface MacRequest {
  readonly key: KeyObject
  /** Cryptographic Algorithm of the key; `undefined` for secret data, which has none. */
  readonly algorithm: string | undefined
  /** Cryptographic Algorithm of the Cryptographic Parameters in force. */
  readonly cryptographicAlgorithm?: string | undefined
  readonly blockCipherMode?: string | undefined
}

/** Cryptographic Algorithm → hash. */
const hmacs = {
  HMAC_MD5: 'MD5',
  HMAC_SHA1: 'SHA_1',
  HMAC_SHA224: 'SHA_224',
  HMAC_SHA256: 'SHA_256',
  HMAC_SHA384: 'SHA_384',
  HMAC_SHA512: 'SHA_512',
  HMAC_SHA3_224: 'SHA3_224',
  HMAC_SHA3_256: 'SHA3_256',
  HMAC_SHA3_384: 'SHA3_384',
  HMAC_SHA3_512: 'SHA3_512',
} as const satisfies Record<string, HashingAlgorithmId>

const isHmac = (algorithm: string): algorithm is keyof typeof hmacs => Object.hasOwn(hmacs, algorithm)

const createHmacOperation = (hash: HashingAlgorithmId, key: KeyObject): StreamedOperation<Uint8Array> => {
  const hmac = createHmac(hashNames[hash], key)
  return {
    bufferedBytes: 0,
    update(data) {
      hmac.update(data)
      return noBytes
    },
    final: () => hmac.digest(),
  }
}

/**
 * Makes a message authentication code: HMAC where the parameters or the key name one (any symmetric key will do,
 * CS-AC-M-4), CMAC with a key of a block cipher. KMIP 1.4 §4.33, 2.1 §6.1.32.
 *
 * @throws {CryptoError}
 */
export function createMac({
  key,
  algorithm,
  cryptographicAlgorithm,
  blockCipherMode,
}: MacRequest): StreamedOperation<Uint8Array> {
  const method = cryptographicAlgorithm ?? algorithm
  if (method === undefined)
    throw new CryptoError('BadCryptographicParameters', 'A MAC needs a Cryptographic Algorithm, such as HMAC_SHA256.')
  if (isHmac(method)) {
    if (blockCipherMode !== undefined)
      throw new CryptoError('BadCryptographicParameters', `${method} takes no Block Cipher Mode.`)
    return createHmacOperation(hmacs[method], key)
  }
  if (method !== algorithm)
    throw new CryptoError(
      'BadCryptographicParameters',
      `The Cryptographic Algorithm ${method} is neither an HMAC nor that of the key, ${algorithm}.`,
    )
  if (blockCipherMode !== undefined && blockCipherMode !== 'CMAC')
    throw createUnsupportedError(`A MAC cannot be made with ${blockCipherMode} here; use CMAC, or an HMAC.`)
  const { name, blockSize } = requireBlockCipher(method, key)
  return createCmac(name, blockSize, key)
}

/** The CBC mode of a block cipher. */
const requireBlockCipher = (algorithm: string, key: KeyObject) => {
  try {
    return requireCipher(algorithm, 'CBC', key)
  } catch (error) {
    if (error instanceof CryptoError && error.reason === 'CryptographicFailure') throw error
    throw createUnsupportedError(
      `A MAC cannot be made with ${algorithm} here; use an HMAC, or CMAC with a block cipher.`,
    )
  }
}
