import { checkPrime } from 'node:crypto'
import { promisify } from 'node:util'
import { bitLength } from '../../../codec/key/big-integer.ts'
import { CryptoError } from '../crypto-error.ts'
import type { Random } from '../generation/generate-symmetric-key.ts'
import { share } from './polynomial-sharing.ts'
import { cut, type Pieces, pieces8, pieces16, wholeIn } from './sharing-pieces.ts'
import { invalid, mostPrimeBits, requireBounded, requireNumbers, type Splitting } from './splitting.ts'

/** 2^exponent - 1 is prime: sizes of the field when none is asked for. */
const mersenneExponents = [521, 607, 1279, 2203, 3217, 4423, 9689, 11_213]

const isPrime = promisify(checkPrime)

/** The prime of the field, larger than any secret of so many bytes. @throws {CryptoError} */
export const primeFor = async (given: bigint | undefined, length: number): Promise<bigint> => {
  const bits = 8 * length
  if (given === undefined) {
    const exponent = mersenneExponents.find((each) => each > bits)
    if (exponent === undefined) throw invalid('The key is too long for a field that the server chooses.')
    return (1n << BigInt(exponent)) - 1n
  }
  if (given <= 1n << BigInt(bits)) throw invalid(`Prime Field Size has to be larger than 2^${bits} for this key.`)
  if (bitLength(given) > mostPrimeBits) throw invalid(`Prime Field Size has at most ${mostPrimeBits} bits.`)
  if (!(await isPrime(given))) throw invalid('Prime Field Size is not a prime.')
  return given
}

/** Random bytes at once that are needed in ones and twos: each call costs as much as hundreds of bytes. */
const atOnce = 4096

const inBulk = (random: Random): Random => {
  let drawn: Uint8Array = new Uint8Array(0)
  return (size) => {
    if (drawn.length < size) drawn = random(Math.max(size, atOnce))
    const given = drawn.subarray(0, size)
    drawn = drawn.subarray(size)
    return given
  }
}

const shared = <E>(pieces: Pieces<E>, secret: Uint8Array, splitting: Splitting, random: Random): Uint8Array[] => {
  const { splitKeyParts, splitKeyThreshold } = splitting
  if (secret.length % pieces.size !== 0)
    throw invalid(`With ${splitting.splitKeyMethod} a key has a multiple of ${pieces.size} bytes.`)
  const bulk = inBulk(random)
  const columns = cut(secret, pieces.size).map((piece) =>
    share(pieces.field, pieces.read(piece), splitKeyParts, splitKeyThreshold, () => pieces.random(bulk)),
  )
  return Array.from({ length: splitKeyParts }, (_, part) =>
    Buffer.concat(columns.map((column) => pieces.write(column[part] as E))),
  )
}

export const xored = (parts: readonly Uint8Array[]): Uint8Array =>
  parts.reduce((sum, part) => sum.map((byte, at) => byte ^ (part[at] as number)))

/**
 * Splits a secret: part 1 first. KMIP 1.4 §2.2.5, 2.1 §13.1. `splitting.primeFieldSize` comes from {@link primeFor}.
 *
 * @throws {CryptoError} `InvalidField`, or `UnsupportedCryptographicParameters` for another method
 */
export const splitSecret = (secret: Uint8Array, splitting: Splitting, random: Random): Uint8Array[] => {
  requireNumbers(splitting)
  const { splitKeyMethod, splitKeyParts, primeFieldSize } = splitting
  if (secret.length === 0) throw invalid('There is nothing to split.')
  requireBounded(secret.length, splitKeyParts, splitting)
  if (splitKeyMethod === 'XOR') {
    const others = Array.from({ length: splitKeyParts - 1 }, () => random(secret.length))
    return [...others, xored([secret, ...others])]
  }
  if (splitKeyMethod === 'PolynomialSharingGF2_8') return shared(pieces8(), secret, splitting, random)
  if (splitKeyMethod === 'PolynomialSharingGF2_16') return shared(pieces16(splitting), secret, splitting, random)
  if (splitKeyMethod === 'PolynomialSharingPrimeField' && primeFieldSize !== undefined)
    return shared(wholeIn(primeFieldSize, secret.length), secret, splitting, random)
  throw new CryptoError('UnsupportedCryptographicParameters', `The Split Key Method ${splitKeyMethod} is not known.`)
}
