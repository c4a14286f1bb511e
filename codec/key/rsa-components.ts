import { bitLength, gcd, modInverse, requirePositive, squareRoot } from './big-integer.ts'
import type { RsaComponents, TransparentKeyMaterial } from './forms.ts'
import { KeyFormatError } from './key-format-error.ts'

const maxModulusBits = 16384
const usualExponent = 65537n
/** Bounds the search in {@link findPrimesByExponents}: 10 ms for 4096 bits. One key in thousands shares a larger factor. */
const maxSharedFactor = 4096n

/**
 * Fills in what a Transparent RSA Private Key leaves out. Enough is, next to the modulus, one of: the private
 * exponent; P and Q; Prime Exponent P and Prime Exponent Q (KMIP 1.4 §2.1.7.4). A public exponent that is absent is
 * worked out when P, Q and the private exponent are there, and taken to be 65537 otherwise; the result is checked.
 *
 * @throws {KeyFormatError} `InvalidField` when too little is there or the numbers do not belong together.
 */
export function completeRsa(key: TransparentKeyMaterial): RsaComponents {
  const modulus = requirePositive(key.modulus, 'Modulus')
  if (bitLength(modulus) > maxModulusBits) throw createRsaError(`is longer than ${maxModulusBits} bits`)
  const given = key.publicExponent
  if (given !== undefined && (given < 3n || bitLength(given) > 256 || given % 2n === 0n)) {
    throw createRsaError('has a Public Exponent that no RSA key has')
  }
  if (key.privateExponent !== undefined && (key.privateExponent <= 0n || key.privateExponent >= modulus)) {
    throw createRsaError('has a Private Exponent that is not below its Modulus')
  }
  const [p, q] = findPrimes(key, modulus, given ?? usualExponent)
  if (p <= 1n || q <= 1n || p * q !== modulus) throw createRsaError('has factors whose product is not its Modulus')
  const order = ((p - 1n) * (q - 1n)) / gcd(p - 1n, q - 1n)
  const publicExponent = given ?? (key.privateExponent && modInverse(key.privateExponent, order)) ?? usualExponent
  const privateExponent = key.privateExponent ?? modInverse(publicExponent, order)
  if (privateExponent === undefined || (privateExponent * publicExponent) % order !== 1n) {
    throw createRsaError('has a Private Exponent that does not belong to its Public Exponent')
  }
  const primeExponentP = privateExponent % (p - 1n)
  const primeExponentQ = privateExponent % (q - 1n)
  const crtCoefficient = modInverse(q, p)
  if (crtCoefficient === undefined) throw createRsaError('has factors that are not prime')
  return { modulus, privateExponent, publicExponent, p, q, primeExponentP, primeExponentQ, crtCoefficient }
}

function findPrimes(key: TransparentKeyMaterial, modulus: bigint, publicExponent: bigint): [bigint, bigint] {
  if (key.p !== undefined && key.q !== undefined) return [key.p, key.q]
  const one = key.p ?? key.q
  if (one !== undefined && one > 1n && modulus % one === 0n) return [one, modulus / one]
  const { privateExponent, primeExponentP, primeExponentQ } = key
  if (privateExponent !== undefined) return findPrimesByExponents(modulus, publicExponent, privateExponent)
  if (primeExponentP !== undefined && primeExponentQ !== undefined) {
    return findPrimesByPrimeExponent(modulus, publicExponent, primeExponentP)
  }
  throw createRsaError('needs its Private Exponent, or P and Q, or both prime exponents')
}

/**
 * e·d - 1 is a multiple k of lcm(P-1, Q-1), so times g = gcd(P-1, Q-1) it is k·(P-1)(Q-1). That product is the modulus
 * but for P+Q-1, which is so small beside it that the quotient by the modulus, rounded up, is k.
 */
function findPrimesByExponents(modulus: bigint, e: bigint, d: bigint): [bigint, bigint] {
  for (let g = 1n; g <= maxSharedFactor; g++) {
    const multiple = (e * d - 1n) * g
    const k = (multiple + modulus - 1n) / modulus
    if (k === 0n || multiple % k !== 0n) continue
    const sum = modulus + 1n - multiple / k
    const squared = sum * sum - 4n * modulus
    const difference = squared < 0n ? undefined : squareRoot(squared)
    if (difference !== undefined && sum > difference && (sum + difference) % 2n === 0n) {
      return [(sum + difference) / 2n, (sum - difference) / 2n]
    }
  }
  throw createRsaError('has a Private Exponent that does not belong to its Modulus')
}

/** e·dP - 1 is a multiple of P-1, less than e times as large. Takes up to 40 ms for 4096 bits, so no larger e is tried. */
function findPrimesByPrimeExponent(modulus: bigint, e: bigint, dP: bigint): [bigint, bigint] {
  const multiple = e * dP - 1n
  if (e <= usualExponent && dP > 0n && dP < modulus) {
    for (let k = 1n; k < e; k++) {
      const p = multiple / k + 1n
      if (multiple % k === 0n && p > 1n && modulus % p === 0n) return [p, modulus / p]
    }
  }
  throw createRsaError('has prime exponents that do not belong to its Modulus')
}

const createRsaError = (what: string): KeyFormatError => new KeyFormatError('InvalidField', `The RSA key ${what}.`)
