import { bitLength, fromBytes, toBytes } from '../../../codec/key/big-integer.ts'
import { CryptoError } from '../crypto-error.ts'
import { createWeights, interpolate } from './polynomial-sharing.ts'
import { createPieces8, createPieces16, createPrimeFieldPiece, cutIntoPieces, type Pieces } from './sharing-pieces.ts'
import { xorAll } from './split-secret.ts'
import { requireBoundedWork, requireConsistentSplitting, type Splitting } from './splitting.ts'

export interface Part {
  readonly keyPartIdentifier: number
  readonly bytes: Uint8Array
}

const createFailure = (message: string): CryptoError => new CryptoError('CryptographicFailure', message)

/** Interpolates the first `threshold` parts and requires that the others lie on the same polynomial. */
const interpolateSecret = <E>(pieces: Pieces<E>, parts: readonly Part[], threshold: number): E[] => {
  const { field, size, read } = pieces
  const elements = parts.map((part) => field.fromIdentifier(part.keyPartIdentifier))
  const columns = parts.map((part) => cutIntoPieces(part.bytes, size).map(read))
  const basis = elements.slice(0, threshold)
  const weights = createWeights(field, basis)
  const interpolateAt = (x: E): E[] => {
    const of = weights(x)
    return (columns[0] ?? []).map((_, piece) =>
      interpolate(
        field,
        columns.slice(0, threshold).map((column) => column[piece] as E),
        of,
      ),
    )
  }
  for (let extra = threshold; extra < parts.length; extra++) {
    const expected = interpolateAt(elements[extra] as E)
    if (expected.some((value, piece) => value !== columns[extra]?.[piece]))
      throw createFailure('The parts do not belong to one key.')
  }
  return interpolateAt(field.zero)
}

/**
 * Joins the parts of a secret. `length` is its length in bytes in a prime field, by default that of the number.
 *
 * @throws {CryptoError} `CryptographicFailure` for too few parts and for parts of different keys
 */
export const joinSecret = (parts: readonly Part[], splitting: Splitting, length?: number): Uint8Array => {
  const { splitKeyMethod, splitKeyThreshold, primeFieldSize } = splitting
  requireConsistentSplitting(splitting)
  if (parts.length < splitKeyThreshold)
    throw createFailure(`The key needs ${splitKeyThreshold} parts, not ${parts.length}.`)
  if (new Set(parts.map((part) => part.keyPartIdentifier)).size < parts.length)
    throw createFailure('The request has a part twice.')
  const size = parts[0]?.bytes.length ?? 0
  if (parts.some((part) => part.bytes.length !== size)) throw createFailure('The parts have different lengths.')
  requireBoundedWork(size, parts.length, splitting)
  if (splitKeyMethod === 'XOR') return xorAll(parts.map((part) => part.bytes))
  if (splitKeyMethod === 'PolynomialSharingPrimeField' && primeFieldSize !== undefined) {
    const pieces = createPrimeFieldPiece(primeFieldSize, size)
    if (parts.some((part) => fromBytes(part.bytes) >= primeFieldSize))
      throw createFailure('A part exceeds the Prime Field Size.')
    const secret = interpolateSecret(pieces, parts, splitKeyThreshold)[0] as bigint
    if (length !== undefined && bitLength(secret) > 8 * length)
      throw createFailure('The parts do not belong to one key.')
    return toBytes(secret, length)
  }
  const pieces =
    splitKeyMethod === 'PolynomialSharingGF2_8'
      ? createPieces8()
      : splitKeyMethod === 'PolynomialSharingGF2_16'
        ? createPieces16(splitting)
        : undefined
  if (!pieces)
    throw new CryptoError(
      'UnsupportedCryptographicParameters',
      `The server does not support the Split Key Method ${splitKeyMethod}.`,
    )
  if (size % pieces.size !== 0) throw createFailure('The parts have the wrong length for their Split Key Method.')
  return Buffer.concat(interpolateSecret(pieces, parts, splitKeyThreshold).map(pieces.write))
}
