import { checkPrime } from 'node:crypto'
import { promisify } from 'node:util'
import { bitLength } from '../../../codec/key/big-integer.ts'
import { CryptoError } from '../crypto-error.ts'
import type { Random } from '../generation/generate-symmetric-key.ts'
import { shareSecret } from './polynomial-sharing.ts'
import { createPieces8, createPieces16, createPrimeFieldPiece, cutIntoPieces, type Pieces } from './sharing-pieces.ts'
import {
  createInvalidFieldError,
  maximumPrimeBits,
  requireBoundedWork,
  requireConsistentSplitting,
  type Splitting,
} from './splitting.ts'

/** Exponents of Mersenne primes 2^exponent - 1, the default sizes of the field. */
const mersenneExponents = [521, 607, 1279, 2203, 3217, 4423, 9689, 11_213]

const isPrime = promisify(checkPrime)

/** Chooses a prime that is larger than every secret of `length` bytes. @throws {CryptoError} */
export const choosePrime = async (requested: bigint | undefined, length: number): Promise<bigint> => {
  const bits = 8 * length
  if (requested === undefined) {
    const exponent = mersenneExponents.find((each) => each > bits)
    if (exponent === undefined)
      throw createInvalidFieldError('The key is too long for the default primes: give a Prime Field Size.')
    return (1n << BigInt(exponent)) - 1n
  }
  if (requested <= 1n << BigInt(bits))
    throw createInvalidFieldError(`Prime Field Size has to be larger than 2^${bits} for this key.`)
  if (bitLength(requested) > maximumPrimeBits)
    throw createInvalidFieldError(`Prime Field Size has at most ${maximumPrimeBits} bits.`)
  if (!(await isPrime(requested))) throw createInvalidFieldError('Prime Field Size is not a prime.')
  return requested
}

/** Random bytes to draw at once, because each call costs as much as hundreds of bytes. */
const bulkSize = 4096

const drawInBulk = (random: Random): Random => {
  let drawn: Uint8Array = new Uint8Array(0)
  return (size) => {
    if (drawn.length < size) drawn = random(Math.max(size, bulkSize))
    const bytes = drawn.subarray(0, size)
    drawn = drawn.subarray(size)
    return bytes
  }
}

const shareByPolynomial = <E>(
  pieces: Pieces<E>,
  secret: Uint8Array,
  splitting: Splitting,
  random: Random,
): Uint8Array[] => {
  const { splitKeyParts, splitKeyThreshold } = splitting
  if (secret.length % pieces.size !== 0)
    throw createInvalidFieldError(`With ${splitting.splitKeyMethod} a key has a multiple of ${pieces.size} bytes.`)
  const bulk = drawInBulk(random)
  const columns = cutIntoPieces(secret, pieces.size).map((piece) =>
    shareSecret(pieces.field, pieces.read(piece), splitKeyParts, splitKeyThreshold, () => pieces.random(bulk)),
  )
  return Array.from({ length: splitKeyParts }, (_, part) =>
    Buffer.concat(columns.map((column) => pieces.write(column[part] as E))),
  )
}

export const xorAll = (parts: readonly Uint8Array[]): Uint8Array =>
  parts.reduce((sum, part) => sum.map((byte, at) => byte ^ (part[at] as number)))

/**
 * Splits a secret into parts, part 1 first. `splitting.primeFieldSize` comes from {@link choosePrime}. KMIP 1.4 §2.2.5,
 * 2.1 §13.1.
 *
 * @throws {CryptoError} `InvalidField`, or `UnsupportedCryptographicParameters` for other methods
 */
export const splitSecret = (secret: Uint8Array, splitting: Splitting, random: Random): Uint8Array[] => {
  requireConsistentSplitting(splitting)
  const { splitKeyMethod, splitKeyParts, primeFieldSize } = splitting
  if (secret.length === 0) throw createInvalidFieldError('The key is empty.')
  requireBoundedWork(secret.length, splitKeyParts, splitting)
  if (splitKeyMethod === 'XOR') {
    const others = Array.from({ length: splitKeyParts - 1 }, () => random(secret.length))
    return [...others, xorAll([secret, ...others])]
  }
  if (splitKeyMethod === 'PolynomialSharingGF2_8') return shareByPolynomial(createPieces8(), secret, splitting, random)
  if (splitKeyMethod === 'PolynomialSharingGF2_16')
    return shareByPolynomial(createPieces16(splitting), secret, splitting, random)
  if (splitKeyMethod === 'PolynomialSharingPrimeField' && primeFieldSize !== undefined)
    return shareByPolynomial(createPrimeFieldPiece(primeFieldSize, secret.length), secret, splitting, random)
  throw new CryptoError(
    'UnsupportedCryptographicParameters',
    `The server does not support the Split Key Method ${splitKeyMethod}.`,
  )
}
