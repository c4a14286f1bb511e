import { createECDH, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { positive, toBytes } from './big-integer.ts'
import { type Curve, curveOf } from './curve.ts'
import { bits, dsaOid, ecPublicKeyOid, encode, integer, octets, oid, sequence, tagged } from './der.ts'
import { readDhPrivate, readDhPublic } from './diffie-hellman.ts'
import type { TransparentKeyMaterial } from './forms.ts'
import {
  imported,
  importPrivate,
  importPublic,
  importSecret,
  type KeyKind,
  notSupported,
  unreadable,
} from './import-key.ts'
import { KeyFormatError } from './key-format-error.ts'
import { completeRsa } from './rsa-components.ts'

/**
 * The key that a Transparent Key structure holds. KMIP 1.4 §2.1.7.
 *
 * @throws {KeyFormatError} as {@link toKeyObject} does.
 */
export function readTransparent(key: TransparentKeyMaterial, format: string, kind: KeyKind): KeyObject {
  if (format === 'TransparentSymmetricKey' && kind === 'secret') {
    if (!(key.key instanceof Uint8Array)) throw new KeyFormatError('InvalidField', 'The key has no Key.')
    return importSecret(key.key)
  }
  if (format === 'TransparentRSAPrivateKey' && kind === 'private') return rsaPrivate(key)
  if (format === 'TransparentRSAPublicKey' && kind === 'public') {
    const n = base64url(positive(key.modulus, 'Modulus'))
    const e = base64url(positive(key.publicExponent, 'Public Exponent'))
    return imported('RSA public key', () => createPublicKey({ format: 'jwk', key: { kty: 'RSA', n, e } }))
  }
  if (format === 'TransparentDSAPrivateKey' && kind === 'private') {
    const x = octets(encode(integer(positive(key.x, 'X'))))
    return importPrivate(encode(sequence(integer(0n), dsaAlgorithm(key), x)), 'pkcs8', 'DSA private key')
  }
  if (format === 'TransparentDSAPublicKey' && kind === 'public') {
    const y = bits(encode(integer(positive(key.y, 'Y'))))
    return importPublic(encode(sequence(dsaAlgorithm(key), y)), 'spki', 'DSA public key')
  }
  if (format === 'TransparentDHPrivateKey' && kind === 'private') return readDhPrivate(key)
  if (format === 'TransparentDHPublicKey' && kind === 'public') return readDhPublic(key)
  const [, scheme, of] = /^TransparentEC(|DSA|DH|MQV)(Private|Public)Key$/.exec(format) ?? []
  if (scheme !== undefined && of === 'Private' && kind === 'private') return ecPrivate(key)
  if (scheme !== undefined && of === 'Public' && kind === 'public') return ecPublic(key)
  throw unreadable(format, kind)
}

function rsaPrivate(key: TransparentKeyMaterial): KeyObject {
  const rsa = completeRsa(key)
  const jwk = {
    kty: 'RSA',
    n: base64url(rsa.modulus),
    e: base64url(rsa.publicExponent),
    d: base64url(rsa.privateExponent),
    p: base64url(rsa.p),
    q: base64url(rsa.q),
    dp: base64url(rsa.primeExponentP),
    dq: base64url(rsa.primeExponentQ),
    qi: base64url(rsa.crtCoefficient),
  }
  return imported('RSA private key', () => createPrivateKey({ format: 'jwk', key: jwk }))
}

function ecPrivate(key: TransparentKeyMaterial): KeyObject {
  const curve = requireCurve(key)
  const d = toBytes(positive(key.d, 'D'), Math.ceil(curve.bits / 8))
  const point = imported('EC private key', () => {
    const ecdh = createECDH(curve.name)
    ecdh.setPrivateKey(d)
    return ecdh.getPublicKey()
  })
  const der = encode(sequence(integer(1n), octets(d), tagged(0, oid(curve.oid)), tagged(1, bits(point))))
  return importPrivate(der, 'sec1', 'EC private key')
}

function ecPublic(key: TransparentKeyMaterial): KeyObject {
  const curve = requireCurve(key)
  if (!(key.qString instanceof Uint8Array)) throw new KeyFormatError('InvalidField', 'The key has no Q String.')
  const algorithm = sequence(oid(ecPublicKeyOid), oid(curve.oid))
  return importPublic(encode(sequence(algorithm, bits(key.qString))), 'spki', 'EC public key')
}

function requireCurve(key: TransparentKeyMaterial): Curve {
  if (key.recommendedCurve === undefined) throw new KeyFormatError('InvalidField', 'The key has no Recommended Curve.')
  const curve = curveOf(key.recommendedCurve)
  if (!curve) throw notSupported(`The curve ${key.recommendedCurve} is not supported in a transparent key.`)
  return curve
}

function dsaAlgorithm(key: TransparentKeyMaterial) {
  const domain = [integer(positive(key.p, 'P')), integer(positive(key.q, 'Q')), integer(positive(key.g, 'G'))]
  return sequence(oid(dsaOid), sequence(...domain))
}

const base64url = (value: bigint): string => Buffer.from(toBytes(value)).toString('base64url')
