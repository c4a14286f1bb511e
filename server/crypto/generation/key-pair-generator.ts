import { generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { type CurveId, curveOf, postQuantumKeyOf } from '../../../codec/key/index.ts'
import type { SerialQueue } from '../../../concurrency/serial-queue.ts'
import { describeLengths, isAllowedLength } from '../cipher/symmetric-algorithm.ts'
import { CryptoError } from '../crypto-error.ts'

export interface KeyPair {
  privateKey: KeyObject
  publicKey: KeyObject
}

/**
 * Generates a key pair. `lengthOrCurve` is a Cryptographic Length in bits or a Recommended Curve; Ed25519 and Ed448
 * need neither. `qlength` is the length of Q of a DSA key in bits.
 *
 * @throws {CryptoError} (rejects) `InvalidField` for an unsupported algorithm, length or curve; the message lists the
 *   allowed ones.
 */
export type GenerateKeyPair = (algorithm: string, lengthOrCurve?: number | string, qlength?: number) => Promise<KeyPair>

/** Modulus lengths of RSA. The AKLC cases of OASIS require 1024. */
export const rsaLengths = { min: 1024, max: 8192, step: 256 } as const

/** Lengths of Q by length of P (FIPS 186-4 §4.2). */
const dsaDivisors: Readonly<Record<number, readonly number[]>> = { 1024: [160], 2048: [224, 256], 3072: [256] }

/** Groups of RFC 3526, which OpenSSL and others know by name. */
const dhGroups: Readonly<Record<number, string>> = {
  2048: 'modp14',
  3072: 'modp15',
  4096: 'modp16',
  6144: 'modp17',
  8192: 'modp18',
}

/** Curves by length (FIPS 186-5, SP 800-186 §3.2.1). */
const curveOfLength: Record<number, CurveId> = { 224: 'P_224', 256: 'P_256', 384: 'P_384', 521: 'P_521' }
const minCurveBits = 224

/** Creates a generator that generates one key pair at a time, in the thread pool. */
export const createKeyPairGenerator =
  (queue: SerialQueue): GenerateKeyPair =>
  async (algorithm, lengthOrCurve, qlength) =>
    queue(planKeyPair(algorithm, lengthOrCurve, qlength))

const generate = promisify(generateKeyPair) as (type: string, options: object) => Promise<KeyPair>

function planKeyPair(
  algorithm: string,
  lengthOrCurve: number | string | undefined,
  qlength: number | undefined,
): () => Promise<KeyPair> {
  if (algorithm === 'RSA') {
    if (typeof lengthOrCurve !== 'number' || !isAllowedLength(rsaLengths, lengthOrCurve)) {
      throw createRefusal(algorithm, lengthOrCurve, `${describeLengths(rsaLengths)} bits`)
    }
    return () => generate('rsa', { modulusLength: lengthOrCurve, publicExponent: 0x10001 })
  }
  if (algorithm === 'DSA') return planDsa(lengthOrCurve, qlength)
  if (algorithm === 'DH') {
    const group = typeof lengthOrCurve === 'number' ? dhGroups[lengthOrCurve] : undefined
    if (!group)
      throw createRefusal(algorithm, lengthOrCurve, `${describeLengths(Object.keys(dhGroups).map(Number))} bits`)
    return () => generate('dh', { group })
  }
  if (algorithm === 'Ed25519' || algorithm === 'Ed448') return planEdwards(algorithm, lengthOrCurve)
  if (algorithm === 'ECDH' && lengthOrCurve === 'CURVE25519') return () => generate('x25519', {})
  if (algorithm === 'ECDH' && lengthOrCurve === 'CURVE448') return () => generate('x448', {})
  if (algorithm === 'EC' || algorithm === 'ECDSA' || algorithm === 'ECDH' || algorithm === 'ECMQV') {
    const id = typeof lengthOrCurve === 'number' ? curveOfLength[lengthOrCurve] : lengthOrCurve
    const curve = id === undefined ? undefined : curveOf(id)
    if (!curve || curve.bits < minCurveBits) {
      const allowed = `${describeLengths(Object.keys(curveOfLength).map(Number))} bits, or a known curve of at least ${minCurveBits}`
      throw createRefusal(algorithm, lengthOrCurve, allowed)
    }
    return () => generate('ec', { namedCurve: curve.name })
  }
  const postQuantum = postQuantumKeyOf(algorithm)
  if (postQuantum) {
    const { type, bits } = postQuantum
    if (lengthOrCurve !== undefined && lengthOrCurve !== bits)
      throw createRefusal(algorithm, lengthOrCurve, `${bits} bits`)
    return () => generate(type, {})
  }
  throw new CryptoError('InvalidField', `The server generates no key pairs for ${algorithm}.`)
}

function planDsa(length: number | string | undefined, qlength: number | undefined) {
  const divisors = typeof length === 'number' ? dsaDivisors[length] : undefined
  const divisorLength = qlength ?? divisors?.at(-1)
  if (!divisors || divisorLength === undefined || !divisors.includes(divisorLength)) {
    const allowed = Object.entries(dsaDivisors).map(([bits, of]) => `${bits} bits with a Q of ${describeLengths(of)}`)
    throw createRefusal('DSA', length, allowed.join('; '))
  }
  return () => generate('dsa', { modulusLength: length, divisorLength })
}

function planEdwards(algorithm: 'Ed25519' | 'Ed448', lengthOrCurve: number | string | undefined) {
  const [curve, length] = algorithm === 'Ed25519' ? ['CURVE25519', 256] : ['CURVE448', 448]
  if (lengthOrCurve !== undefined && lengthOrCurve !== curve && lengthOrCurve !== length) {
    throw createRefusal(algorithm, lengthOrCurve, `${length} bits on ${curve}`)
  }
  return () => generate(algorithm.toLowerCase(), {})
}

const createRefusal = (algorithm: string, lengthOrCurve: number | string | undefined, allowed: string): CryptoError => {
  const asked = lengthOrCurve === undefined ? 'without a length' : `of ${lengthOrCurve}`
  return new CryptoError('InvalidField', `The server generates no key pair of ${algorithm} ${asked}: use ${allowed}.`)
}
