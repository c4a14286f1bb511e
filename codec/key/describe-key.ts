import type { KeyObject } from 'node:crypto'
import { bitLength } from './big-integer.ts'
import { type CurveId, curveIdOf, curves } from './curve.ts'
import { readDhNumbers } from './diffie-hellman.ts'
import { KeyFormatError } from './key-format-error.ts'
import { octetKeyPairOf } from './okp.ts'
import { postQuantumKeyOfType } from './post-quantum.ts'

export type AsymmetricAlgorithm = 'RSA' | 'DSA' | 'DH' | 'EC' | 'ECDH' | 'Ed25519' | 'Ed448'

/** The attributes that follow from a key. */
export interface KeyDescription<A extends string = AsymmetricAlgorithm> {
  /** `EC` for every curve of that kind: 1.0 and 1.1 know `ECDSA` and `ECDH` only. */
  cryptographicAlgorithm: A
  /** Bits. Of DES and DES3 keys the parity bits do not count (56, 112, 168), as the SKFF cases of OASIS have it. */
  cryptographicLength: number
  recommendedCurve?: CurveId | 'CURVE25519' | 'CURVE448'
}

/**
 * The algorithm and length of a key. A secret key does not contain its algorithm: pass it.
 *
 * @throws {KeyFormatError} `KeyFormatTypeNotSupported` for a key or curve that KMIP has no name for.
 */
export function describeKey(key: KeyObject): KeyDescription
export function describeKey<A extends string>(
  key: KeyObject,
  secretAlgorithm: A,
): KeyDescription<A | AsymmetricAlgorithm>
export function describeKey(key: KeyObject, secretAlgorithm?: string): KeyDescription<string> {
  if (key.type === 'secret') {
    if (secretAlgorithm === undefined)
      throw new KeyFormatError('InvalidField', 'A secret key does not contain its algorithm.')
    return { cryptographicAlgorithm: secretAlgorithm, cryptographicLength: measureSecret(key, secretAlgorithm) }
  }
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key
  if (type === 'rsa' || type === 'rsa-pss')
    return { cryptographicAlgorithm: 'RSA', cryptographicLength: readModulusLength(key) }
  if (type === 'dsa') return { cryptographicAlgorithm: 'DSA', cryptographicLength: readModulusLength(key) }
  if (type === 'dh') return { cryptographicAlgorithm: 'DH', cryptographicLength: bitLength(readDhNumbers(key).p) }
  if (type === 'ec' && details?.namedCurve !== undefined) {
    const recommendedCurve = curveIdOf(details.namedCurve)
    if (recommendedCurve !== undefined) {
      return { cryptographicAlgorithm: 'EC', cryptographicLength: curves[recommendedCurve].bits, recommendedCurve }
    }
  }
  const postQuantum = postQuantumKeyOfType(type)
  if (postQuantum) {
    const { cryptographicAlgorithm, bits } = postQuantum
    return { cryptographicAlgorithm, cryptographicLength: bits }
  }
  const pair = octetKeyPairOf(type)
  if (!pair) throw new KeyFormatError('KeyFormatTypeNotSupported', 'This kind of key has no name in KMIP.')
  const { cryptographicAlgorithm, recommendedCurve, bits } = pair
  return { cryptographicAlgorithm, cryptographicLength: bits, recommendedCurve }
}

function measureSecret(key: KeyObject, algorithm: string): number {
  const bytes = key.symmetricKeySize ?? 0
  return bytes * (algorithm === 'DES' || algorithm === 'DES3' ? 7 : 8)
}

function readModulusLength(key: KeyObject): number {
  const bits = key.asymmetricKeyDetails?.modulusLength
  if (bits === undefined) throw new KeyFormatError('KeyFormatTypeNotSupported', 'The length of the key is unknown.')
  return bits
}
