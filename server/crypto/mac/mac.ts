import { createHmac, type KeyObject } from 'node:crypto'
import { createUnsupportedError, requireCipher } from '../cipher/cipher.ts'
import { CryptoError } from '../crypto-error.ts'
import { type HashingAlgorithmId, hashNames } from '../hash/hashing-algorithm.ts'
import { noBytes, type StreamedOperation } from '../streamed-operation.ts'
import { createCmac } from './cmac.ts'

export interface MacRequest {
  readonly key: KeyObject
  /** Cryptographic Algorithm of the key; Absent for secret data. */
  readonly algorithm: string | undefined
  /** Cryptographic Algorithm of the effective Cryptographic Parameters. */
  readonly cryptographicAlgorithm?: string | undefined
  readonly blockCipherMode?: string | undefined
}

/** Hashes by Cryptographic Algorithm. */
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
 * Computes a MAC. It is an HMAC if the parameters or the key name one, with any symmetric key (CS-AC-M-4), otherwise a
 * CMAC with the key's block cipher. KMIP 1.4 §4.33, 2.1 §6.1.32.
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
    throw new CryptoError(
      'BadCryptographicParameters',
      'A MAC requires a Cryptographic Algorithm, such as HMAC_SHA256.',
    )
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
    throw createUnsupportedError(`The server does not support MACs with ${blockCipherMode}: use CMAC or an HMAC.`)
  const { name, blockSize } = requireBlockCipher(method, key)
  return createCmac(name, blockSize, key)
}

/** Requires the CBC mode of the key's block cipher. */
const requireBlockCipher = (algorithm: string, key: KeyObject) => {
  try {
    return requireCipher(algorithm, 'CBC', key)
  } catch (error) {
    if (error instanceof CryptoError && error.reason === 'CryptographicFailure') throw error
    throw createUnsupportedError(
      `The server does not support MACs with ${algorithm}: use an HMAC, or CMAC with a block cipher.`,
    )
  }
}
