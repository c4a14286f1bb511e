import type { PseudorandomFunction } from './pseudorandom-function.ts'

const encodeCounter = (i: number): Uint8Array => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(i)
  return bytes
}

/** The input of the pseudorandom function in round `i`, from 1, after the output `before`. */
type Round = (i: number, before: Uint8Array) => readonly Uint8Array[]

const rounds: Readonly<
  Record<
    string,
    (prf: PseudorandomFunction, fixed: Uint8Array, initial: Uint8Array) => { first: Uint8Array; round: Round }
  >
> = {
  NIST800_108_C: (_prf, fixed) => ({ first: fixed, round: (i) => [encodeCounter(i), fixed] }),
  NIST800_108_F: (_prf, fixed, initial) => ({
    first: initial,
    round: (i, before) => [before, encodeCounter(i), fixed],
  }),
  NIST800_108_DPI: (prf, fixed) => {
    let pipeline = fixed
    return {
      first: fixed,
      round(i) {
        pipeline = prf(pipeline)
        return [pipeline, encodeCounter(i), fixed]
      },
    }
  },
}

/**
 * Derives by NIST SP 800-108 §5 in counter, feedback or double-pipeline iteration mode. The counter has 32 bits and
 * precedes the fixed input data; it follows the iteration variable, if there is one. `fixed` is used unchanged (KMIP
 * 1.4 §4.6: Label || 0x00 || Context), so a client that needs the length in it adds it.
 */
export const deriveBySp800108 = (
  derivationMethod: string,
  prf: PseudorandomFunction,
  fixed: Uint8Array,
  initial: Uint8Array,
  length: number,
): Uint8Array | undefined => {
  const begin = Object.hasOwn(rounds, derivationMethod) ? rounds[derivationMethod] : undefined
  if (!begin) return undefined
  const { first, round } = begin(prf, fixed, initial)
  const parts: Uint8Array[] = []
  let size = 0
  let before = first
  for (let i = 1; size < length; i++) {
    before = prf(...round(i, before))
    parts.push(before)
    size += before.length
  }
  return Buffer.concat(parts).subarray(0, length)
}
