import { fromBytes, toBytes } from '../../../codec/key/big-integer.ts'
import type { Random } from '../generation/generate-symmetric-key.ts'
import { createGf256, createGf65536, createPrimeField, type FiniteField } from './finite-field.ts'
import type { Splitting } from './splitting.ts'

/** How to cut a secret into elements of a field. */
export interface Pieces<E> {
  readonly field: FiniteField<E>
  /** Bytes of a piece. */
  readonly size: number
  readonly read: (bytes: Uint8Array) => E
  readonly write: (element: E) => Uint8Array
  readonly random: (random: Random) => E
}

export const createPieces16 = ({ polynomial }: Splitting): Pieces<number> => ({
  field: createGf65536(polynomial),
  size: 2,
  read: (bytes) => ((bytes[0] as number) << 8) | (bytes[1] as number),
  write: (element) => Uint8Array.of(element >> 8, element & 0xff),
  random: (random) => {
    const bytes = random(2)
    return ((bytes[0] as number) << 8) | (bytes[1] as number)
  },
})

/** OASIS's test cases (TC-SJ-2, TC-SJ-3) and KMIP from 2.0 on use 285. Older versions leave it open. */
export const createPieces8 = (): Pieces<number> => ({
  field: createGf256(285),
  size: 1,
  read: (bytes) => bytes[0] as number,
  write: (element) => Uint8Array.of(element),
  random: (random) => random(1)[0] as number,
})

export const createPrimeFieldPiece = (prime: bigint, length: number): Pieces<bigint> => {
  const size = toBytes(prime).length
  return {
    field: createPrimeField(prime),
    size: length,
    read: fromBytes,
    write: (element) => toBytes(element, size),
    // 64 bits more than the prime make the bias of the remainder negligible.
    random: (random) => fromBytes(random(size + 8)) % prime,
  }
}

export const cutIntoPieces = (bytes: Uint8Array, size: number): Uint8Array[] =>
  Array.from({ length: bytes.length / size }, (_, at) => bytes.subarray(at * size, (at + 1) * size))
