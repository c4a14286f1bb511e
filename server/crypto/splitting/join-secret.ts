import { bitLength, fromBytes, toBytes } from '../../../codec/key/big-integer.ts'
import { CryptoError } from '../crypto-error.ts'
import { interpolated, weightsAt } from './polynomial-sharing.ts'
import { cut, type Pieces, pieces8, pieces16, wholeIn } from './sharing-pieces.ts'
import { xored } from './split-secret.ts'
import { requireBounded, requireNumbers, type Splitting } from './splitting.ts'

export interface Part {
  readonly keyPartIdentifier: number
  readonly bytes: Uint8Array
}

const failed = (message: string): CryptoError => new CryptoError('CryptographicFailure', message)

/** Interpolates from the first `threshold` parts, and makes sure that the others lie on the same polynomial. */
const interpolatedSecret = <E>(pieces: Pieces<E>, parts: readonly Part[], threshold: number): E[] => {
  const { field, size, read } = pieces
  const elements = parts.map((part) => field.of(part.keyPartIdentifier))
  const columns = parts.map((part) => cut(part.bytes, size).map(read))
  const basis = elements.slice(0, threshold)
  const weights = weightsAt(field, basis)
  const at = (x: E): E[] => {
    const of = weights(x)
    return (columns[0] ?? []).map((_, piece) =>
      interpolated(
        field,
        columns.slice(0, threshold).map((column) => column[piece] as E),
        of,
      ),
    )
  }
  for (let extra = threshold; extra < parts.length; extra++) {
    const expected = at(elements[extra] as E)
    if (expected.some((value, piece) => value !== columns[extra]?.[piece]))
      throw failed('The parts do not belong together.')
  }
  return at(field.zero)
}

/**
 * Joins parts of a secret; `length` is its length in bytes, where the method does not tell (Prime Field: as many as the
 * number has when absent).
 *
 * @throws {CryptoError} `CryptographicFailure` for too few parts, and for parts that do not belong together
 */
export const joinSecret = (parts: readonly Part[], splitting: Splitting, length?: number): Uint8Array => {
  const { splitKeyMethod, splitKeyThreshold, primeFieldSize } = splitting
  requireNumbers(splitting)
  if (parts.length < splitKeyThreshold)
    throw failed(`${splitKeyThreshold} parts are needed; ${parts.length} are given.`)
  if (new Set(parts.map((part) => part.keyPartIdentifier)).size < parts.length) throw failed('A part is given twice.')
  const size = parts[0]?.bytes.length ?? 0
  if (parts.some((part) => part.bytes.length !== size)) throw failed('The parts are not of one length.')
  requireBounded(size, parts.length, splitting)
  if (splitKeyMethod === 'XOR') return xored(parts.map((part) => part.bytes))
  if (splitKeyMethod === 'PolynomialSharingPrimeField' && primeFieldSize !== undefined) {
    const pieces = wholeIn(primeFieldSize, size)
    if (parts.some((part) => fromBytes(part.bytes) >= primeFieldSize)) throw failed('A part is not in the field.')
    const secret = interpolatedSecret(pieces, parts, splitKeyThreshold)[0] as bigint
    if (length !== undefined && bitLength(secret) > 8 * length) throw failed('The parts do not belong together.')
    return toBytes(secret, length)
  }
  const pieces =
    splitKeyMethod === 'PolynomialSharingGF2_8'
      ? pieces8()
      : splitKeyMethod === 'PolynomialSharingGF2_16'
        ? pieces16(splitting)
        : undefined
  if (!pieces)
    throw new CryptoError('UnsupportedCryptographicParameters', `The Split Key Method ${splitKeyMethod} is not known.`)
  if (size % pieces.size !== 0) throw failed('The parts do not have the length that their method asks for.')
  return Buffer.concat(interpolatedSecret(pieces, parts, splitKeyThreshold).map(pieces.write))
}
