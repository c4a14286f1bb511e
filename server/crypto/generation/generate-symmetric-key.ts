import { describeLengths, findKeyLengths, isAllowedLength } from '../cipher/symmetric-algorithm.ts'
import { CryptoError } from '../crypto-error.ts'

/** Returns fresh random bytes, such as `randomBytes` of node:crypto. */
export type Random = (size: number) => Uint8Array

/**
 * Generates the bytes of a symmetric key (Key Format Type Raw). DES and DES3 keys have odd parity, and DES3 keys have
 * 16 or 24 bytes.
 *
 * @param length - Cryptographic Length in bits.
 * @throws {CryptoError} `InvalidField` for an unsupported algorithm or length; the message lists the allowed lengths.
 */
export function generateSymmetricKey(algorithm: string, length: number, random: Random): Uint8Array {
  const bytes = random(computeKeySize(algorithm, length))
  return algorithm === 'DES' || algorithm === 'DES3' ? Uint8Array.from(bytes, setOddParity) : bytes
}

/** The bytes of a key with `length` bits. @throws {CryptoError} like {@link generateSymmetricKey} */
export function computeKeySize(algorithm: string, length: number): number {
  const lengths = findKeyLengths(algorithm)
  if (!lengths) throw new CryptoError('InvalidField', `The server generates no symmetric keys for ${algorithm}.`)
  if (!isAllowedLength(lengths, length)) {
    const message = `A key of ${algorithm} cannot have ${length} bits: use ${describeLengths(lengths)}.`
    throw new CryptoError('InvalidField', message)
  }
  return algorithm === 'DES' || algorithm === 'DES3' ? Math.ceil(length / 64) * 8 : length / 8
}

/** Sets the lowest bit so that the byte has an odd number of ones (FIPS 46-3). */
function setOddParity(byte: number): number {
  let ones = byte >> 1
  ones ^= ones >> 4
  ones ^= ones >> 2
  ones ^= ones >> 1
  return (byte & 0xfe) | (~ones & 1)
}
