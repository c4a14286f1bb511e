import { describeLengths, findKeyLengths, isAllowedLength } from '../cipher/symmetric-algorithm.ts'
import { CryptoError } from '../crypto-error.ts'

/** Gives that many fresh bytes, none of them foreseeable; they are kept. `node:crypto.randomBytes` is one. */
export type Random = (size: number) => Uint8Array

/**
 * Makes the bytes of a new symmetric key (Key Format Type Raw). Bytes of DES and DES3 keys have odd parity, and DES3
 * gives 16 or 24 of them.
 *
 * @param length - Cryptographic Length in bits.
 * @throws {CryptoError} `InvalidField` for an algorithm that has no such keys or a length it does not allow; the message
 *   says which are allowed.
 */
export function generateSymmetricKey(algorithm: string, length: number, random: Random): Uint8Array {
  const bytes = random(computeKeySize(algorithm, length))
  return algorithm === 'DES' || algorithm === 'DES3' ? Uint8Array.from(bytes, setOddParity) : bytes
}

/**
 * Bytes of a key of so many bits. @throws {CryptoError} as {@link generateSymmetricKey}
 */
export function computeKeySize(algorithm: string, length: number): number {
  const lengths = findKeyLengths(algorithm)
  if (!lengths) throw new CryptoError('InvalidField', `No symmetric keys are made for the algorithm ${algorithm}.`)
  if (!isAllowedLength(lengths, length)) {
    const message = `A key of ${algorithm} cannot have ${length} bits; allowed are ${describeLengths(lengths)}.`
    throw new CryptoError('InvalidField', message)
  }
  return algorithm === 'DES' || algorithm === 'DES3' ? Math.ceil(length / 64) * 8 : length / 8
}

/** FIPS 46-3: the lowest bit of each byte makes its number of ones odd. */
function setOddParity(byte: number): number {
  let ones = byte >> 1
  ones ^= ones >> 4
  ones ^= ones >> 2
  ones ^= ones >> 1
  return (byte & 0xfe) | (~ones & 1)
}
