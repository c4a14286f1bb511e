import { createECDH, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { bitString, encodeDer, explicit, integer, objectIdentifier, octetString, sequence } from '../der/write-der.ts'
import { requirePositive, toBytes } from './big-integer.ts'
import { type Curve, curveOf } from './curve.ts'
import { importDhPrivate, importDhPublic } from './diffie-hellman.ts'
import type { TransparentKeyMaterial } from './forms.ts'
import {
  createNotSupportedError,
  createUnreadableError,
  importOrRefuse,
  importPrivate,
  importPublic,
  importSecret,
  type KeyKind,
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
export function importTransparent(key: TransparentKeyMaterial, format: string, kind: KeyKind): KeyObject {
  if (format === 'TransparentSymmetricKey' && kind === 'secret') {
    if (!(key.key instanceof Uint8Array)) throw new KeyFormatError('InvalidField', 'The key has no Key.')
    return importSecret(key.key)
  }
  if (format === 'TransparentRSAPrivateKey' && kind === 'private') return importRsaPrivate(key)
  if (format === 'TransparentRSAPublicKey' && kind === 'public') {
    const n = toBase64url(requirePositive(key.modulus, 'Modulus'))
    const e = toBase64url(requirePositive(key.publicExponent, 'Public Exponent'))
    return importOrRefuse('RSA public key', () => createPublicKey({ format: 'jwk', key: { kty: 'RSA', n, e } }))
  }
  if (format === 'TransparentDSAPrivateKey' && kind === 'private') {
    const x = octetString(encodeDer(integer(requirePositive(key.x, 'X'))))
    return importPrivate(encodeDer(sequence(integer(0n), createDsaAlgorithm(key), x)), 'pkcs8', 'DSA private key')
  }
  if (format === 'TransparentDSAPublicKey' && kind === 'public') {
    const y = bitString(encodeDer(integer(requirePositive(key.y, 'Y'))))
    return importPublic(encodeDer(sequence(createDsaAlgorithm(key), y)), 'spki', 'DSA public key')
  }
  if (format === 'TransparentDHPrivateKey' && kind === 'private') return importDhPrivate(key)
  if (format === 'TransparentDHPublicKey' && kind === 'public') return importDhPublic(key)
  const [, scheme, of] = /^TransparentEC(|DSA|DH|MQV)(Private|Public)Key$/.exec(format) ?? []
  if (scheme !== undefined && of === 'Private' && kind === 'private') return importEcPrivate(key)
  if (scheme !== undefined && of === 'Public' && kind === 'public') return importEcPublic(key)
  throw createUnreadableError(format, kind)
}

function importRsaPrivate(key: TransparentKeyMaterial): KeyObject {
  const rsa = completeRsa(key)
  const jwk = {
    kty: 'RSA',
    n: toBase64url(rsa.modulus),
    e: toBase64url(rsa.publicExponent),
    d: toBase64url(rsa.privateExponent),
    p: toBase64url(rsa.p),
    q: toBase64url(rsa.q),
    dp: toBase64url(rsa.primeExponentP),
    dq: toBase64url(rsa.primeExponentQ),
    qi: toBase64url(rsa.crtCoefficient),
  }
  return importOrRefuse('RSA private key', () => createPrivateKey({ format: 'jwk', key: jwk }))
}

function importEcPrivate(key: TransparentKeyMaterial): KeyObject {
  const curve = requireCurve(key)
  const d = toBytes(requirePositive(key.d, 'D'), Math.ceil(curve.bits / 8))
  const point = importOrRefuse('EC private key', () => {
    const ecdh = createECDH(curve.name)
    ecdh.setPrivateKey(d)
    return ecdh.getPublicKey()
  })
  const der = encodeDer(
    sequence(integer(1n), octetString(d), explicit(0, objectIdentifier(curve.oid)), explicit(1, bitString(point))),
  )
  return importPrivate(der, 'sec1', 'EC private key')
}

function importEcPublic(key: TransparentKeyMaterial): KeyObject {
  const curve = requireCurve(key)
  if (!(key.qString instanceof Uint8Array)) throw new KeyFormatError('InvalidField', 'The key has no Q String.')
  const algorithm = sequence(objectIdentifier(ecPublicKeyOid), objectIdentifier(curve.oid))
  return importPublic(encodeDer(sequence(algorithm, bitString(key.qString))), 'spki', 'EC public key')
}

function requireCurve(key: TransparentKeyMaterial): Curve {
  if (key.recommendedCurve === undefined) throw new KeyFormatError('InvalidField', 'The key has no Recommended Curve.')
  const curve = curveOf(key.recommendedCurve)
  if (!curve) throw createNotSupportedError(`The curve ${key.recommendedCurve} is not supported in a transparent key.`)
  return curve
}

function createDsaAlgorithm(key: TransparentKeyMaterial) {
  const domain = [
    integer(requirePositive(key.p, 'P')),
    integer(requirePositive(key.q, 'Q')),
    integer(requirePositive(key.g, 'G')),
  ]
  return sequence(objectIdentifier(dsaOid), sequence(...domain))
}

const toBase64url = (value: bigint): string => Buffer.from(toBytes(value)).toString('base64url')
