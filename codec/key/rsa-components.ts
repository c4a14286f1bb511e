import { bitLength, gcd, modInverse, modPow, positive } from './big-integer.ts'
import type { RsaComponents, TransparentKeyMaterial } from './forms.ts'
import { KeyFormatError } from './key-format-error.ts'

const maxModulusBits = 16384
/** Bases that part a modulus with all but certainty: each fails for half of them at most. */
const bases = [2n, 3n, 5n, 7n, 11n, 13n, 17n, 19n, 23n, 29n, 31n, 37n, 41n, 43n, 47n, 53n]

/**
 * Fills in what a Transparent RSA Private Key leaves out. Enough is, next to the modulus, one of: the private
 * exponent; P and Q; Prime Exponent P and Prime Exponent Q (KMIP 1.4 §2.1.7.4). A public exponent that is absent is
 * worked out when P, Q and the private exponent are there, and taken to be 65537 otherwise; the result is checked.
 *
 * @throws {KeyFormatError} `InvalidField` when too little is there or the numbers do not belong together.
 */
export function completeRsa(key: TransparentKeyMaterial): RsaComponents {
  const modulus = positive(key.modulus, 'Modulus')
  if (bitLength(modulus) > maxModulusBits) throw wrong(`is longer than ${maxModulusBits} bits`)
  const given = key.publicExponent
  if (given !== undefined && (given < 3n || bitLength(given) > 256 || given % 2n === 0n)) {
    throw wrong('has a Public Exponent that no RSA key has')
  }
  const [p, q] = primesOf(key, modulus, given ?? 65537n)
  if (p <= 1n || q <= 1n || p * q !== modulus) throw wrong('has factors whose product is not its Modulus')
  const order = ((p - 1n) * (q - 1n)) / gcd(p - 1n, q - 1n)
  const worked = key.privateExponent === undefined ? undefined : modInverse(key.privateExponent, order)
  const publicExponent = given ?? worked ?? 65537n
  const privateExponent = key.privateExponent ?? modInverse(publicExponent, order)
  if (privateExponent === undefined || privateExponent <= 0n || (privateExponent * publicExponent) % order !== 1n) {
    throw wrong('has a Private Exponent that does not belong to its Public Exponent')
  }
  const primeExponentP = privateExponent % (p - 1n)
  const primeExponentQ = privateExponent % (q - 1n)
  const crtCoefficient = modInverse(q, p)
  if (crtCoefficient === undefined) throw wrong('has two equal factors')
  return { modulus, publicExponent, privateExponent, p, q, primeExponentP, primeExponentQ, crtCoefficient }
}

function primesOf(key: TransparentKeyMaterial, modulus: bigint, publicExponent: bigint): [bigint, bigint] {
  if (key.p !== undefined && key.q !== undefined) return [key.p, key.q]
  const one = key.p ?? key.q
  if (one !== undefined && one > 1n && modulus % one === 0n) return [one, modulus / one]
  const { privateExponent: d, primeExponentP: dP } = key
  if (d !== undefined && d > 0n && d < modulus) return factor(modulus, publicExponent, d)
  if (dP !== undefined && dP > 0n && dP < modulus && key.primeExponentQ !== undefined) {
    return factorByPrimeExponent(modulus, publicExponent, dP)
  }
  throw wrong('needs its Private Exponent, or P and Q, or both prime exponents')
}

/** NIST SP 800-56B rev. 2, appendix C.1: an exponent pair parts the modulus. */
function factor(modulus: bigint, e: bigint, d: bigint): [bigint, bigint] {
  let odd = e * d - 1n
  let twos = 0
  while (odd > 0n && odd % 2n === 0n) {
    odd /= 2n
    twos++
  }
  for (const base of bases) {
    let x = modPow(base, odd, modulus)
    for (let i = 0; i < twos && x !== 1n && x !== modulus - 1n; i++) {
      const next = (x * x) % modulus
      if (next === 1n) return inOrder(gcd(x - 1n, modulus), modulus)
      x = next
    }
  }
  throw wrong('has a Private Exponent that does not belong to its Modulus')
}

/** e·dP = 1 mod P-1, so a^(e·dP) - a is a multiple of P, and of Q only by chance. */
function factorByPrimeExponent(modulus: bigint, e: bigint, dP: bigint): [bigint, bigint] {
  for (const base of bases) {
    const difference = modPow(base, e * dP, modulus) - base
    const p = gcd(difference < 0n ? difference + modulus : difference, modulus)
    if (p > 1n && p < modulus) return [p, modulus / p]
  }
  throw wrong('has prime exponents that do not belong to its Modulus')
}

const inOrder = (prime: bigint, modulus: bigint): [bigint, bigint] => {
  const other = modulus / prime
  return prime > other ? [prime, other] : [other, prime]
}

const wrong = (what: string): KeyFormatError => new KeyFormatError('InvalidField', `The RSA key ${what}.`)
