import { createHmac, createSecretKey } from 'node:crypto'
import { requireHashName } from '../hash/hashing-algorithm.ts'
import { createMac } from '../mac/mac.ts'

/** A function keyed with the derivation key. */
export type PseudorandomFunction = (...data: readonly Uint8Array[]) => Uint8Array

/** HMAC_SHA256 → SHA_256, HMAC_SHA3_256 → SHA3_256; `undefined` for other algorithms. */
export const findHmacHash = (algorithm: string | undefined): string | undefined =>
  algorithm?.startsWith('HMAC_') ? algorithm.slice(5).replace(/^SHA(\d+)$/, 'SHA_$1') : undefined

/** Creates an HMAC with a Hashing Algorithm. @throws {CryptoError} */
export const createHmacFunction = (hashingAlgorithm: string, key: Uint8Array): PseudorandomFunction => {
  const name = requireHashName(hashingAlgorithm)
  return (...data) => {
    const hmac = createHmac(name, key)
    for (const each of data) hmac.update(each)
    return hmac.digest()
  }
}

/** Creates a CMAC with the key's block cipher. @throws {CryptoError} */
export const createCmacFunction = (algorithm: string | undefined, key: Uint8Array): PseudorandomFunction => {
  const secret = createSecretKey(key)
  return (...data) => {
    const operation = createMac({ key: secret, algorithm, blockCipherMode: 'CMAC' })
    for (const each of data) operation.update(each)
    return operation.final()
  }
}
