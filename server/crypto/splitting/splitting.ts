import { bitLength } from '../../../codec/key/big-integer.ts'
import { CryptoError } from '../crypto-error.ts'
import type { Polynomial } from './finite-field.ts'

/** How a secret is split: the fields that all parts of a Split Key share. KMIP 1.4 §2.2.5, 2.1 §2.8. */
export interface Splitting {
  readonly splitKeyMethod: string
  readonly splitKeyParts: number
  readonly splitKeyThreshold: number
  readonly primeFieldSize?: bigint | undefined
  /** Polynomial of GF(2^8) within GF(2^16). */
  readonly polynomial: Polynomial
}

/** Maximum byte multiplications: a tenth of a second of one thread. */
const maximumWork = 1_000_000
export const maximumPrimeBits = 16_384
const maximumParts = 1000

export const createInvalidFieldError = (message: string): CryptoError => new CryptoError('InvalidField', message)

/** @throws {CryptoError} `InvalidField` for contradictory numbers */
export const requireConsistentSplitting = ({
  splitKeyMethod,
  splitKeyParts: parts,
  splitKeyThreshold,
}: Splitting): void => {
  if (parts < 2 || parts > maximumParts)
    throw createInvalidFieldError(`Split Key Parts must be between 2 and ${maximumParts}.`)
  if (splitKeyThreshold < 2 || splitKeyThreshold > parts)
    throw createInvalidFieldError('Split Key Threshold must be between 2 and Split Key Parts.')
  if (splitKeyMethod === 'XOR' && splitKeyThreshold !== parts)
    throw createInvalidFieldError('XOR needs all parts: Split Key Threshold must equal Split Key Parts.')
  if (splitKeyMethod === 'PolynomialSharingGF2_8' && parts > 255)
    throw createInvalidFieldError('GF(2^8) supports at most 255 Split Key Parts.')
}

const countPrimeBits = ({ primeFieldSize }: Splitting): number =>
  primeFieldSize === undefined ? 0 : bitLength(primeFieldSize)

/** Estimates the byte multiplications to split or join `length` bytes in `parts` parts. */
export const estimateWork = (length: number, parts: number, splitting: Splitting): number =>
  Math.max(length, countPrimeBits(splitting) / 8) * parts * splitting.splitKeyThreshold

/**
 * Limits the work of splitting and joining. `length` is the number of bytes of the secret or of a part.
 *
 * @throws {CryptoError} `InvalidField`
 */
export const requireBoundedWork = (length: number, parts: number, splitting: Splitting): void => {
  if (countPrimeBits(splitting) > maximumPrimeBits)
    throw createInvalidFieldError(`Prime Field Size has at most ${maximumPrimeBits} bits.`)
  if (estimateWork(length, parts, splitting) > maximumWork)
    throw createInvalidFieldError('The key is too long for so many Split Key Parts.')
}
