import { CryptoError } from '../crypto-error.ts'

/**
 * Names in node:crypto by Hashing Algorithm. MD2, MD4, Tiger and Whirlpool require OpenSSL's legacy provider. KMIP 1.4
 * §9.1.3.2.16.
 */
export const hashNames = {
  MD5: 'md5',
  SHA_1: 'sha1',
  SHA_224: 'sha224',
  SHA_256: 'sha256',
  SHA_384: 'sha384',
  SHA_512: 'sha512',
  RIPEMD_160: 'ripemd160',
  SHA_512_224: 'sha512-224',
  SHA_512_256: 'sha512-256',
  SHA3_224: 'sha3-224',
  SHA3_256: 'sha3-256',
  SHA3_384: 'sha3-384',
  SHA3_512: 'sha3-512',
} as const satisfies Record<string, string>

export type HashingAlgorithmId = keyof typeof hashNames

const isSupportedHash = (hashingAlgorithm: string): hashingAlgorithm is HashingAlgorithmId =>
  Object.hasOwn(hashNames, hashingAlgorithm)

/**
 * The name of a hash in node:crypto.
 *
 * @throws {CryptoError} `UnsupportedCryptographicParameters` for a hash that node:crypto lacks.
 */
export function requireHashName(hashingAlgorithm: string): string {
  if (isSupportedHash(hashingAlgorithm)) return hashNames[hashingAlgorithm]
  throw new CryptoError(
    'UnsupportedCryptographicParameters',
    `The server does not support the Hashing Algorithm ${hashingAlgorithm}.`,
  )
}
