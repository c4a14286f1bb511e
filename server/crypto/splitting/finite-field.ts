import { modInverse } from '../../../codec/key/big-integer.ts'
import { CryptoError } from '../crypto-error.ts'

/** The arithmetic of secret sharing. */
export interface FiniteField<E> {
  readonly zero: E
  readonly one: E
  fromIdentifier(identifier: number): E
  add(a: E, b: E): E
  subtract(a: E, b: E): E
  multiply(a: E, b: E): E
  /** Inverts an element other than zero. */
  invert(a: E): E
}

const xor = (a: number, b: number): number => a ^ b

/** The reduction polynomials of GF(2^8): 283 = x^8+x^4+x^3+x+1 (FIPS 197), 285 = x^8+x^4+x^3+x^2+1. */
export type Polynomial = 283 | 285

/** GF(2^8). No branch depends on an element, because elements are secret. */
export const createGf256 = (polynomial: Polynomial): FiniteField<number> => {
  const multiply = (a: number, b: number): number => {
    let product = 0
    let shifted = a
    for (let bit = 0; bit < 8; bit++) {
      product ^= -((b >> bit) & 1) & shifted
      shifted = (shifted << 1) ^ (-(shifted >> 7) & polynomial)
    }
    return product
  }
  const square = (a: number): number => multiply(a, a)
  return {
    zero: 0,
    one: 1,
    fromIdentifier: (identifier) => identifier,
    add: xor,
    subtract: xor,
    multiply,
    /** a^254. */
    invert(a) {
      let power = a
      for (let i = 0; i < 6; i++) power = multiply(square(power), a)
      return square(power)
    },
  }
}

/** m of GF(2^8)[y]/(y^2+y+m): x^5+x^4+x^3+x. */
const m = 0x3a

/** GF(2^16). The bytes u, v stand for uy + v. KMIP 1.4 §2.2.5, 2.1 §13.1. */
export const createGf65536 = (polynomial: Polynomial): FiniteField<number> => {
  const small = createGf256(polynomial)
  const combine = (u: number, v: number): number => (u << 8) | v
  return {
    zero: 0,
    one: 1,
    fromIdentifier: (identifier) => identifier,
    add: xor,
    subtract: xor,
    multiply(a, b) {
      const [r, s, u, v] = [a >> 8, a & 0xff, b >> 8, b & 0xff]
      const sv = small.multiply(s, v)
      return combine(small.multiply(r ^ s, u ^ v) ^ sv, small.multiply(small.multiply(r, u), m) ^ sv)
    },
    invert(a) {
      const [u, v] = [a >> 8, a & 0xff]
      const d = small.invert(small.multiply(u ^ v, v) ^ small.multiply(m, small.multiply(u, u)))
      return combine(small.multiply(u, d), small.multiply(u ^ v, d))
    },
  }
}

/** The integers modulo a prime. */
export const createPrimeField = (prime: bigint): FiniteField<bigint> => ({
  zero: 0n,
  one: 1n,
  fromIdentifier: BigInt,
  add: (a, b) => (a + b) % prime,
  subtract: (a, b) => (a - b + prime) % prime,
  multiply: (a, b) => (a * b) % prime,
  invert(a) {
    const found = modInverse(a, prime)
    if (found === undefined) throw new CryptoError('CryptographicFailure', 'Prime Field Size must be a prime.')
    return found
  },
})
