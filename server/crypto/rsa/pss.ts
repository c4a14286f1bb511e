import { constants, createHash, type KeyObject, publicDecrypt, timingSafeEqual } from 'node:crypto'
import { CryptoError } from '../crypto-error.ts'
import type { Random } from '../generation/generate-symmetric-key.ts'
import { generateMask, xor } from './generate-mask.ts'

/**
 * Parameters of EMSA-PSS (RFC 8017 §9.1) over a digest. node:crypto uses one hash for message and mask, but KMIP has
 * two (Mask Generator Hashing Algorithm, by default SHA-1). Hashes have their names in node:crypto, which also does the
 * RSA operation.
 */
export interface Pss {
  readonly hash: string
  readonly maskHash: string
}

const eight = new Uint8Array(8)
const trailer = 0xbc

const computeProof = (hash: string, digest: Uint8Array, salt: Uint8Array): Uint8Array =>
  createHash(hash).update(eight).update(digest).update(salt).digest()

const getModulusBits = (key: KeyObject): number => key.asymmetricKeyDetails?.modulusLength ?? 0

/** Leading zero bits of the encoded message. */
const countSpareBits = (key: KeyObject): number => (8 - ((getModulusBits(key) - 1) % 8)) % 8

/** Bytes of the encoded message. */
const computeEncodedLength = (key: KeyObject): number => Math.ceil((getModulusBits(key) - 1) / 8)

/** The maximum salt length. Negative if the key is too short for the hash. */
export const computeLongestSalt = (key: KeyObject, digestLength: number): number =>
  computeEncodedLength(key) - digestLength - 2

/**
 * Encodes the block that the private key signs without padding.
 *
 * @throws {CryptoError} `BadCryptographicParameters` when hash and salt exceed the key
 */
export function encodePss(
  key: KeyObject,
  { hash, maskHash }: Pss,
  digest: Uint8Array,
  saltLength: number,
  random: Random,
): Uint8Array {
  const longest = computeLongestSalt(key, digest.length)
  if (saltLength > longest)
    throw new CryptoError(
      'BadCryptographicParameters',
      `A salt of ${saltLength} bytes is too long: this key and hash allow ${Math.max(longest, 0)}.`,
    )
  const salt = random(saltLength)
  const proof = computeProof(hash, digest, salt)
  const data = new Uint8Array(computeEncodedLength(key) - proof.length - 1)
  data[data.length - salt.length - 1] = 1
  data.set(salt, data.length - salt.length)
  const masked = xor(data, generateMask(maskHash, proof, data.length))
  masked[0] = (masked[0] as number) & (0xff >> countSpareBits(key))
  const encoded = Buffer.concat([masked, proof, Uint8Array.of(trailer)])
  return Buffer.concat([new Uint8Array(Math.ceil(getModulusBits(key) / 8) - encoded.length), encoded])
}

/** Recovers the encoded message of a signature. Returns `undefined` for an invalid one. */
const recoverEncodedMessage = (key: KeyObject, signature: Uint8Array): Uint8Array | undefined => {
  if (signature.length !== Math.ceil(getModulusBits(key) / 8)) return undefined
  try {
    const block = publicDecrypt({ key, padding: constants.RSA_NO_PADDING }, signature)
    const front = block.length - computeEncodedLength(key)
    return block.subarray(0, front).every((byte) => byte === 0) ? block.subarray(front) : undefined
  } catch {
    // The number is not below the modulus.
    return undefined
  }
}

/** Verifies a signature of the digest. Without `saltLength` it accepts any salt. */
export function verifyPss(
  key: KeyObject,
  { hash, maskHash }: Pss,
  digest: Uint8Array,
  signature: Uint8Array,
  saltLength: number | undefined,
): boolean {
  const encoded = recoverEncodedMessage(key, signature)
  if (!encoded || encoded.at(-1) !== trailer || computeLongestSalt(key, digest.length) < 0) return false
  const masked = encoded.subarray(0, encoded.length - digest.length - 1)
  const proof = encoded.subarray(masked.length, -1)
  const kept = 0xff >> countSpareBits(key)
  if (((masked[0] as number) & ~kept) !== 0) return false
  const data = xor(masked, generateMask(maskHash, proof, masked.length))
  data[0] = (data[0] as number) & kept
  const one = data.findIndex((byte) => byte !== 0)
  if (data[one] !== 1) return false
  const salt = data.subarray(one + 1)
  if (saltLength !== undefined && salt.length !== saltLength) return false
  return timingSafeEqual(computeProof(hash, digest, salt), proof)
}
