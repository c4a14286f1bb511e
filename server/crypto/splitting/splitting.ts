import { bitLength } from '../../../codec/key/big-integer.ts'
import { CryptoError } from '../crypto-error.ts'
import type { Polynomial } from './finite-field.ts'

/** How a secret is split: the fields of a Split Key that its parts have in common. KMIP 1.4 §2.2.5, 2.1 §2.8. */
export interface Splitting {
  readonly splitKeyMethod: string
  readonly splitKeyParts: number
  readonly splitKeyThreshold: number
  readonly primeFieldSize?: bigint | undefined
  /** Of GF(2^8) within GF(2^16). */
  readonly polynomial: Polynomial
}

/** Multiplications of bytes: a tenth of a second of a thread. */
const mostWork = 1_000_000
export const mostPrimeBits = 16_384
const mostParts = 1000

export const invalid = (message: string): CryptoError => new CryptoError('InvalidField', message)

/** @throws {CryptoError} `InvalidField` for numbers that do not go together */
export const requireNumbers = ({ splitKeyMethod, splitKeyParts: parts, splitKeyThreshold }: Splitting): void => {
  if (parts < 2 || parts > mostParts) throw invalid(`Split Key Parts is 2 to ${mostParts}.`)
  if (splitKeyThreshold < 2 || splitKeyThreshold > parts)
    throw invalid('Split Key Threshold is at least 2, and at most Split Key Parts.')
  if (splitKeyMethod === 'XOR' && splitKeyThreshold !== parts)
    throw invalid('With XOR all parts are needed: Split Key Threshold is Split Key Parts.')
  if (splitKeyMethod === 'PolynomialSharingGF2_8' && parts > 255)
    throw invalid('GF(2^8) has room for 255 Split Key Parts.')
}

const primeBitsOf = ({ primeFieldSize }: Splitting): number =>
  primeFieldSize === undefined ? 0 : bitLength(primeFieldSize)

/** Multiplications of bytes that it takes to split or join `length` bytes, so many parts. */
export const workOf = (length: number, parts: number, splitting: Splitting): number =>
  Math.max(length, primeBitsOf(splitting) / 8) * parts * splitting.splitKeyThreshold

/**
 * Keeps the work of splitting and joining short: `length` bytes of the secret or of a part, so many parts.
 *
 * @throws {CryptoError} `InvalidField`
 */
export const requireBounded = (length: number, parts: number, splitting: Splitting): void => {
  if (primeBitsOf(splitting) > mostPrimeBits) throw invalid(`Prime Field Size has at most ${mostPrimeBits} bits.`)
  if (workOf(length, parts, splitting) > mostWork) throw invalid('The key is too long for so many Split Key Parts.')
}
