import {
  createECDH,
  createPrivateKey,
  ECDH,
  generateKeyPairSync,
  hash as hashOf,
  type KeyObject,
  sign as signData,
} from 'node:crypto'
import {
  readBitString,
  readChildren,
  readContent,
  readInteger,
  readObjectIdentifier,
} from '../../../codec/der/read-der.ts'
import { requireDer } from '../../../codec/der/require-der.ts'
import { encodeDer, explicit, integer, objectIdentifier, octetString, sequence } from '../../../codec/der/write-der.ts'
import { bitLength, fromBytes, modInverse, toBytes } from '../../../codec/key/big-integer.ts'
import { curveIdOf, curves } from '../../../codec/key/curve.ts'
import { createUnsupportedError } from '../cipher/cipher.ts'
import { CryptoError } from '../crypto-error.ts'
import type { Random } from '../generation/generate-symmetric-key.ts'

/*
 * ECDSA over a digest that is given (Digested Data). node:crypto signs what it has hashed itself, so the secret
 * arithmetic is left to it by way of two identities; here is only arithmetic modulo the order of the curve.
 */

interface Group {
  readonly name: string
  readonly oid: string
  /** Prime of the field. */
  readonly p: bigint
  /** Order of the base point. */
  readonly n: bigint
}

const primeField = '1.2.840.10045.1.1'

/** Reads field and order from a key that OpenSSL encodes with explicit parameters (RFC 3279 §2.3.5). */
const readGroup = (key: KeyObject): Group => {
  const name = key.asymmetricKeyDetails?.namedCurve ?? ''
  const id = curveIdOf(name)
  if (!id) throw createUnsupportedError('This curve does not support Digested Data: send Data.')
  const { publicKey } = generateKeyPairSync('ec', {
    namedCurve: name,
    paramEncoding: 'explicit',
    publicKeyEncoding: { format: 'der', type: 'spki' },
    privateKeyEncoding: { format: 'der', type: 'pkcs8' },
  })
  const [algorithm] = readChildren(publicKey)
  const [, parameters] = readChildren(algorithm)
  const [, field, , , order] = readChildren(parameters)
  const [kind, prime] = readChildren(field)
  if (readObjectIdentifier(kind) !== primeField)
    throw createUnsupportedError('Binary curves do not support Digested Data: send Data.')
  return { name, oid: curves[id].oid, p: readInteger(prime), n: readInteger(order) }
}

const reduceModulo = (value: bigint, by: bigint): bigint => ((value % by) + by) % by

/** Converts the leftmost bits of a digest, as many as the order has (FIPS 186-5 §6.4.1). */
const toNumber = (digest: Uint8Array, n: bigint): bigint => {
  const surplus = digest.length * 8 - bitLength(n)
  const value = fromBytes(digest)
  return surplus > 0 ? value >> BigInt(surplus) : value
}

const invert = (value: bigint, n: bigint): bigint => {
  const inverted = modInverse(value, n)
  if (inverted === undefined) throw new CryptoError('CryptographicFailure', 'The digest cannot be signed.')
  return inverted
}

const readPrivateNumber = (key: KeyObject): bigint => {
  const [, d] = readChildren(key.export({ format: 'der', type: 'sec1' }))
  return fromBytes(readContent(d))
}

/**
 * Signs a digest z with the private key d. A message of known digest e, signed under d·e/z, has the signature (r, s·e/z)
 * where (r, s) is one of z under d: k⁻¹(e + r·d·e/z) = e/z · k⁻¹(z + r·d).
 */
export function signEcdsaDigest(key: KeyObject, digest: Uint8Array, random: Random): Uint8Array {
  const { n, oid: curve } = readGroup(key)
  const z = toNumber(digest, n)
  const message = random(32)
  const e = toNumber(hashOf('sha512', message, 'buffer'), n)
  const scale = reduceModulo(e * invert(z, n), n)
  const size = Math.ceil(bitLength(n) / 8)
  const d = toBytes(reduceModulo(readPrivateNumber(key) * scale, n), size)
  const scaled = createPrivateKey({
    key: encodeDer(sequence(integer(1n), octetString(d), explicit(0, objectIdentifier(curve)))),
    format: 'der',
    type: 'sec1',
  })
  const both = signData('sha512', message, { key: scaled, dsaEncoding: 'ieee-p1363' })
  const [r, s] = [fromBytes(both.subarray(0, both.length / 2)), fromBytes(both.subarray(both.length / 2))]
  return encodeDer(sequence(integer(r), integer(reduceModulo(s * invert(scale, n), n))))
}

/** Identifier octet of a SEQUENCE in DER. */
const sequenceTag = 0x30

const readSignature = (signature: Uint8Array): { r: bigint; s: bigint } | undefined => {
  if (signature[0] !== sequenceTag) return undefined
  try {
    requireDer(signature)
    const [r, s, ...more] = readChildren(signature)
    return more.length ? undefined : { r: readInteger(r), s: readInteger(s) }
  } catch {
    return undefined
  }
}

interface Point {
  readonly x: bigint
  readonly y: bigint
}

/** An uncompressed point. SEC 1 §2.3.3. */
const readPoint = (bytes: Uint8Array): Point => {
  const size = (bytes.length - 1) / 2
  return { x: fromBytes(bytes.subarray(1, 1 + size)), y: fromBytes(bytes.subarray(1 + size)) }
}

const encodePoint = ({ x, y }: Point, p: bigint): Uint8Array => {
  const size = Math.ceil(bitLength(p) / 8)
  return Buffer.concat([Uint8Array.of(4), toBytes(x, size), toBytes(y, size)])
}

const readPublicPoint = (key: KeyObject, name: string): Point => {
  const [, point] = readChildren(key.export({ format: 'der', type: 'spki' }))
  return readPoint(ECDH.convertKey(readBitString(point), name, undefined, undefined, 'uncompressed') as Buffer)
}

/** Adds two points that differ in x. */
const addPoints = (one: Point, other: Point, p: bigint): Point => {
  const slope = reduceModulo((other.y - one.y) * (modInverse(other.x - one.x, p) as bigint), p)
  const x = reduceModulo(slope * slope - one.x - other.x, p)
  return { x, y: reduceModulo(slope * (one.x - x) - one.y, p) }
}

/** Computes x of `factor` times the point by ECDH. */
const multiplyForX = (factor: bigint, of: Point, { name, p, n }: Group): bigint => {
  const ecdh = createECDH(name)
  ecdh.setPrivateKey(toBytes(factor, Math.ceil(bitLength(n) / 8)))
  return fromBytes(ecdh.computeSecret(encodePoint(of, p)))
}

/**
 * Whether a signature (DER) is that of the digest z under the public key Q. FIPS 186-5 §6.4.2 with its point written as
 * z/s·G + r/s·Q = r/s·(Q + z/r·G), so that ECDH does the multiplications.
 */
export function verifyEcdsaDigest(key: KeyObject, digest: Uint8Array, signature: Uint8Array): boolean {
  const group = readGroup(key)
  const { name, p, n } = group
  const { r, s } = readSignature(signature) ?? { r: 0n, s: 0n }
  if (r <= 0n || r >= n || s <= 0n || s >= n) return false
  const factor = reduceModulo(r * invert(s, n), n)
  const q = readPublicPoint(key, name)
  const z = reduceModulo(toNumber(digest, n) * invert(r, n), n)
  if (z === 0n) return reduceModulo(multiplyForX(factor, q, group), n) === r
  const ecdh = createECDH(name)
  ecdh.setPrivateKey(toBytes(z, Math.ceil(bitLength(n) / 8)))
  const t = readPoint(ecdh.getPublicKey())
  if (t.x !== q.x) return reduceModulo(multiplyForX(factor, addPoints(q, t, p), group), n) === r
  // Twice the point, or the point at infinity.
  return t.y === q.y && reduceModulo(multiplyForX(reduceModulo(2n * factor, n), q, group), n) === r
}
