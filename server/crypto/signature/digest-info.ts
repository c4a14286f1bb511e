import { hash as hashOf } from 'node:crypto'
import { CryptoError } from '../crypto-error.ts'
import { type HashingAlgorithmId, requireHashName } from '../hash/hashing-algorithm.ts'

/** Object identifiers of hashes in DER. RFC 8017 §B.1; NIST CSOR, Hash Functions; ISO/IEC 10118-3 (RIPEMD-160). */
const identifiers: Readonly<Record<HashingAlgorithmId, string>> = {
  MD5: '06082a864886f70d0205',
  SHA_1: '06052b0e03021a',
  SHA_224: '0609608648016503040204',
  SHA_256: '0609608648016503040201',
  SHA_384: '0609608648016503040202',
  SHA_512: '0609608648016503040203',
  RIPEMD_160: '06052b24030201',
  SHA_512_224: '0609608648016503040205',
  SHA_512_256: '0609608648016503040206',
  SHA3_224: '0609608648016503040207',
  SHA3_256: '0609608648016503040208',
  SHA3_384: '0609608648016503040209',
  SHA3_512: '060960864801650304020a',
}

/** @throws {CryptoError} `InvalidField` for a digest with a wrong length. */
export function requireDigestLength(hashingAlgorithm: string, digest: Uint8Array): void {
  const { length } = hashOf(requireHashName(hashingAlgorithm), '', 'buffer')
  if (digest.length !== length)
    throw new CryptoError(
      'InvalidField',
      `A digest of ${hashingAlgorithm} must have ${length} bytes, not ${digest.length}.`,
    )
}

/** Encodes hash and digest for a PKCS #1 v1.5 signature (RFC 8017 §9.2). */
export function encodeDigestInfo(hashingAlgorithm: string, digest: Uint8Array): Uint8Array {
  const identifier = Buffer.from(identifiers[hashingAlgorithm as HashingAlgorithmId], 'hex')
  const algorithm = Buffer.concat([Uint8Array.of(0x30, identifier.length + 2), identifier, Uint8Array.of(5, 0)])
  const value = Buffer.concat([Uint8Array.of(4, digest.length), digest])
  return Buffer.concat([Uint8Array.of(0x30, algorithm.length + value.length), algorithm, value])
}
