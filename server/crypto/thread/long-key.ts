import type { KeyObject } from 'node:crypto'
import { curveIdOf, curves } from '../../../codec/key/curve.ts'

/**
 * Bits up to which an operation takes about a millisecond: modulus of RSA and DSA, field of a curve. Measured: RSA with
 * 3072 bits 0.9 ms, 4096 bits 1.8 ms, 8192 bits 25 ms; ECDSA on P-256 0.03 ms, on P-521 1.9 ms, over Digested Data 0.5
 * and 5.7 ms.
 */
const longest = { modulus: 3072, field: 256 }

/** Whether an operation with this key would block other requests. */
export const isLongKey = (key: KeyObject): boolean => {
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {}
  if (modulusLength !== undefined) return modulusLength > longest.modulus
  const curve = namedCurve === undefined ? undefined : curveIdOf(namedCurve)
  return curve !== undefined && curves[curve].bits > longest.field
}
