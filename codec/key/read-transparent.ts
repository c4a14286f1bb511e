import { createECDH, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { bitString, encodeDer, explicit, integer, objectIdentifier, octetString, sequence } from '../der/write-der.ts'
import { positive, toBytes } from './big-integer.ts'
import { type Curve, curveOf } from './curve.ts'
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

/** Object identifiers of key algorithms. RFC 5480 §2.1.1, RFC 3279 §2.3.2. */
const ecPublicKeyOid = '1.2.840.10045.2.1'
const dsaOid = '1.2.840.10040.4.1'

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
    const x = octetString(encodeDer(integer(positive(key.x, 'X'))))
    return importPrivate(encodeDer(sequence(integer(0n), dsaAlgorithm(key), x)), 'pkcs8', 'DSA private key')
  }
  if (format === 'TransparentDSAPublicKey' && kind === 'public') {
    const y = bitString(encodeDer(integer(positive(key.y, 'Y'))))
    return importPublic(encodeDer(sequence(dsaAlgorithm(key), y)), 'spki', 'DSA public key')
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
  const der = encodeDer(
    sequence(integer(1n), octetString(d), explicit(0, objectIdentifier(curve.oid)), explicit(1, bitString(point))),
  )
  return importPrivate(der, 'sec1', 'EC private key')
}

function ecPublic(key: TransparentKeyMaterial): KeyObject {
  const curve = requireCurve(key)
  if (!(key.qString instanceof Uint8Array)) throw new KeyFormatError('InvalidField', 'The key has no Q String.')
  const algorithm = sequence(objectIdentifier(ecPublicKeyOid), objectIdentifier(curve.oid))
  return importPublic(encodeDer(sequence(algorithm, bitString(key.qString))), 'spki', 'EC public key')
}

function requireCurve(key: TransparentKeyMaterial): Curve {
  if (key.recommendedCurve === undefined) throw new KeyFormatError('InvalidField', 'The key has no Recommended Curve.')
  const curve = curveOf(key.recommendedCurve)
  if (!curve) throw notSupported(`The curve ${key.recommendedCurve} is not supported in a transparent key.`)
  return curve
}

function dsaAlgorithm(key: TransparentKeyMaterial) {
  const domain = [integer(positive(key.p, 'P')), integer(positive(key.q, 'Q')), integer(positive(key.g, 'G'))]
  return sequence(objectIdentifier(dsaOid), sequence(...domain))
}

const base64url = (value: bigint): string => Buffer.from(toBytes(value)).toString('base64url')
