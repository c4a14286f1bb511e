import { createHmac } from 'node:crypto'
import { CryptoError } from './crypto-error.ts'
import { hashNameOf } from './hashing-algorithm.ts'

/** Keyed with the derivation key. */
export type PseudorandomFunction = (...data: readonly Uint8Array[]) => Uint8Array

/** HMAC_SHA256 → SHA_256, HMAC_SHA3_256 → SHA3_256; `undefined` for an algorithm that is no HMAC. */
export const hashOfHmac = (algorithm: string | undefined): string | undefined =>
  algorithm?.startsWith('HMAC_') ? algorithm.slice(5).replace(/^SHA(\d+)$/, 'SHA_$1') : undefined

/** @throws {CryptoError} `UnsupportedCryptographicParameters` for a hash that node:crypto does not have */
export const hashName = (hashingAlgorithm: string): string => {
  const name = hashNameOf(hashingAlgorithm)
  if (name === undefined)
    throw new CryptoError('UnsupportedCryptographicParameters', `The hash ${hashingAlgorithm} is not supported.`)
  return name
}

/** HMAC with a hash of KMIP's name. */
export const hmacOf = (hashingAlgorithm: string, key: Uint8Array): PseudorandomFunction => {
  const name = hashName(hashingAlgorithm)
  return (...data) => {
    const hmac = createHmac(name, key)
    for (const each of data) hmac.update(each)
    return hmac.digest()
  }
}
