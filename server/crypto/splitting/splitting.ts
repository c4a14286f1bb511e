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
const maximumWork = 1_000_000
export const maximumPrimeBits = 16_384
const maximumParts = 1000

export const createInvalidFieldError = (message: string): CryptoError => new CryptoError('InvalidField', message)

/** @throws {CryptoError} `InvalidField` for numbers that do not go together */
export const requireConsistentSplitting = ({
  splitKeyMethod,
  splitKeyParts: parts,
  splitKeyThreshold,
}: Splitting): void => {
  if (parts < 2 || parts > maximumParts) throw createInvalidFieldError(`Split Key Parts is 2 to ${maximumParts}.`)
  if (splitKeyThreshold < 2 || splitKeyThreshold > parts)
    throw createInvalidFieldError('Split Key Threshold is at least 2, and at most Split Key Parts.')
  if (splitKeyMethod === 'XOR' && splitKeyThreshold !== parts)
    throw createInvalidFieldError('With XOR all parts are needed: Split Key Threshold is Split Key Parts.')
  if (splitKeyMethod === 'PolynomialSharingGF2_8' && parts > 255)
    throw createInvalidFieldError('GF(2^8) has room for 255 Split Key Parts.')
}

const countPrimeBits = ({ primeFieldSize }: Splitting): number =>
  primeFieldSize === undefined ? 0 : bitLength(primeFieldSize)

/** Multiplications of bytes that it takes to split or join `length` bytes, so many parts. */
export const estimateWork = (length: number, parts: number, splitting: Splitting): number =>
  Math.max(length, countPrimeBits(splitting) / 8) * parts * splitting.splitKeyThreshold

/**
 * Keeps the work of splitting and joining short: `length` bytes of the secret or of a part, so many parts.
 *
 * @throws {CryptoError} `InvalidField`
 */
export const requireBoundedWork = (length: number, parts: number, splitting: Splitting): void => {
  if (countPrimeBits(splitting) > maximumPrimeBits)
    throw createInvalidFieldError(`Prime Field Size has at most ${maximumPrimeBits} bits.`)
  if (estimateWork(length, parts, splitting) > maximumWork)
    throw createInvalidFieldError('The key is too long for so many Split Key Parts.')
}
