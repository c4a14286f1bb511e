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

/** Interpolates from the first `threshold` parts, and makes sure that the others lie on the same polynomial. */
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
      throw createFailure('The parts do not belong together.')
  }
  return interpolateAt(field.zero)
}

/**
 * Joins parts of a secret; `length` is its length in bytes, where the method does not tell (Prime Field: as many as the
 * number has when absent).
 *
 * @throws {CryptoError} `CryptographicFailure` for too few parts, and for parts that do not belong together
 */
export const joinSecret = (parts: readonly Part[], splitting: Splitting, length?: number): Uint8Array => {
  const { splitKeyMethod, splitKeyThreshold, primeFieldSize } = splitting
  requireConsistentSplitting(splitting)
  if (parts.length < splitKeyThreshold)
    throw createFailure(`${splitKeyThreshold} parts are needed; ${parts.length} are given.`)
  if (new Set(parts.map((part) => part.keyPartIdentifier)).size < parts.length)
    throw createFailure('A part is given twice.')
  const size = parts[0]?.bytes.length ?? 0
  if (parts.some((part) => part.bytes.length !== size)) throw createFailure('The parts are not of one length.')
  requireBoundedWork(size, parts.length, splitting)
  if (splitKeyMethod === 'XOR') return xorAll(parts.map((part) => part.bytes))
  if (splitKeyMethod === 'PolynomialSharingPrimeField' && primeFieldSize !== undefined) {
    const pieces = createPrimeFieldPiece(primeFieldSize, size)
    if (parts.some((part) => fromBytes(part.bytes) >= primeFieldSize))
      throw createFailure('A part is not in the field.')
    const secret = interpolateSecret(pieces, parts, splitKeyThreshold)[0] as bigint
    if (length !== undefined && bitLength(secret) > 8 * length) throw createFailure('The parts do not belong together.')
    return toBytes(secret, length)
  }
  const pieces =
    splitKeyMethod === 'PolynomialSharingGF2_8'
      ? createPieces8()
      : splitKeyMethod === 'PolynomialSharingGF2_16'
        ? createPieces16(splitting)
        : undefined
  if (!pieces)
    throw new CryptoError('UnsupportedCryptographicParameters', `The Split Key Method ${splitKeyMethod} is not known.`)
  if (size % pieces.size !== 0) throw createFailure('The parts do not have the length that their method asks for.')
  return Buffer.concat(interpolateSecret(pieces, parts, splitKeyThreshold).map(pieces.write))
}
