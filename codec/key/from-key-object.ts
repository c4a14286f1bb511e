import { ECDH, type KeyObject } from 'node:crypto'
import { readBitString, readChildren, readContent, readInteger } from '../der/read-der.ts'
import type { CryptographicAlgorithm } from '../kmip/enumeration/cryptographic-algorithm.ts'
import type { KeyFormatType } from '../kmip/enumeration/objects.ts'
import type { KeyBlock } from '../kmip/object/key-block.ts'
import type {
  TransparentECPrivateKey,
  TransparentECPublicKey,
  TransparentKey,
  TransparentRSAPrivateKey,
} from '../kmip/object/key-material.ts'
import { fromBytes } from './big-integer.ts'
import { curveIdOf } from './curve.ts'
import { type AsymmetricAlgorithm, describeKey } from './describe-key.ts'
import { readDhNumbers } from './diffie-hellman.ts'
import type { MadeKeyBlock, ReadableKeyFormatType } from './forms.ts'
import { importOrRefuse } from './import-key.ts'
import { KeyFormatError } from './key-format-error.ts'
import { octetKeyPairOf } from './okp.ts'

/**
 * A key block with the key in one Key Format Type. A secret key does not contain its algorithm: pass it, or omit it
 * for Secret Data, which has no Cryptographic Algorithm and Length (KMIP 1.4 §2.1.3).
 *
 * @throws {KeyFormatError} `KeyFormatTypeNotSupported` when this key has no such form.
 */
export function fromKeyObject<F extends ReadableKeyFormatType>(
  key: KeyObject,
  keyFormatType: F,
): MadeKeyBlock<F, AsymmetricAlgorithm>
export function fromKeyObject<F extends ReadableKeyFormatType, A extends CryptographicAlgorithm>(
  key: KeyObject,
  keyFormatType: F,
  secretAlgorithm: A,
): MadeKeyBlock<F, A | AsymmetricAlgorithm>
export function fromKeyObject(
  key: KeyObject,
  keyFormatType: KeyFormatType,
  secretAlgorithm?: CryptographicAlgorithm,
): KeyBlock
// The overloads describe the Key Block more closely than the compiler can check here.
export function fromKeyObject(
  key: KeyObject,
  keyFormatType: KeyFormatType,
  secretAlgorithm?: CryptographicAlgorithm,
): object {
  const block: KeyBlock = { keyFormatType, keyValue: { keyMaterial: exportMaterial(key, keyFormatType) } }
  if (key.type === 'secret' && secretAlgorithm === undefined) return block
  const { cryptographicAlgorithm, cryptographicLength } = describeKey(key, secretAlgorithm ?? '')
  return { ...block, cryptographicAlgorithm, cryptographicLength }
}

function exportMaterial(key: KeyObject, format: KeyFormatType): Uint8Array | TransparentKey {
  const { type, asymmetricKeyType: of } = key
  if (type === 'secret') {
    if (format === 'Raw' || format === 'Opaque') return copyBytes(key.export())
    if (format === 'TransparentSymmetricKey') return { key: copyBytes(key.export()) }
  } else if (format === 'Raw' && octetKeyPairOf(of)) {
    const { d, x } = key.export({ format: 'jwk' })
    return copyBytes(Buffer.from((type === 'private' ? d : x) ?? '', 'base64url'))
  } else if (format === 'PKCS_1' && of === 'rsa') {
    return copyBytes(key.export({ format: 'der', type: 'pkcs1' }))
  } else if (format === 'PKCS_8' && type === 'private') {
    return copyBytes(key.export({ format: 'der', type: 'pkcs8' }))
  } else if (format === 'X_509' && type === 'public') {
    return copyBytes(key.export({ format: 'der', type: 'spki' }))
  } else if (format === 'ECPrivateKey' && type === 'private' && of === 'ec') {
    return copyBytes(key.export({ format: 'der', type: 'sec1' }))
  } else if (format === 'TransparentRSAPrivateKey' && type === 'private' && of === 'rsa') {
    return exportRsaPrivate(key)
  } else if (format === 'TransparentRSAPublicKey' && type === 'public' && of === 'rsa') {
    const { n, e } = key.export({ format: 'jwk' })
    return { modulus: parseBase64url(n), publicExponent: parseBase64url(e) }
  } else if (format === 'TransparentDSAPrivateKey' && type === 'private' && of === 'dsa') {
    return importOrRefuse('DSA key', () => {
      const [, algorithm, x] = readChildren(key.export({ format: 'der', type: 'pkcs8' }))
      return { ...readDsaDomain(algorithm), x: readInteger(readContent(x)) }
    })
  } else if (format === 'TransparentDSAPublicKey' && type === 'public' && of === 'dsa') {
    return importOrRefuse('DSA key', () => {
      const [algorithm, y] = readChildren(key.export({ format: 'der', type: 'spki' }))
      return { ...readDsaDomain(algorithm), y: readInteger(readBitString(y)) }
    })
  } else if (of === 'dh' && format === `TransparentDH${type === 'private' ? 'Private' : 'Public'}Key`) {
    return readDhNumbers(key)
  } else if (of === 'ec' && /^TransparentEC(|DSA|DH|MQV)(Private|Public)Key$/.test(format)) {
    if (format.endsWith(type === 'private' ? 'PrivateKey' : 'PublicKey')) return exportEc(key)
  }
  throw new KeyFormatError('KeyFormatTypeNotSupported', `This ${type} key has no form of key format type ${format}.`)
}

function exportRsaPrivate(key: KeyObject): TransparentRSAPrivateKey {
  const jwk = key.export({ format: 'jwk' })
  return {
    modulus: parseBase64url(jwk.n),
    privateExponent: parseBase64url(jwk.d),
    publicExponent: parseBase64url(jwk.e),
    p: parseBase64url(jwk.p),
    q: parseBase64url(jwk.q),
    primeExponentP: parseBase64url(jwk.dp),
    primeExponentQ: parseBase64url(jwk.dq),
    crtCoefficient: parseBase64url(jwk.qi),
  }
}

/** Q String is the uncompressed point, whatever form the key was read in (KMIP 1.4 §2.1.3: the default). */
function exportEc(key: KeyObject): TransparentECPrivateKey | TransparentECPublicKey {
  const name = key.asymmetricKeyDetails?.namedCurve ?? ''
  const recommendedCurve = curveIdOf(name)
  if (recommendedCurve === undefined) {
    throw new KeyFormatError('KeyFormatTypeNotSupported', 'The curve of the key is no Recommended Curve.')
  }
  if (key.type === 'private') {
    const [, d] = readChildren(key.export({ format: 'der', type: 'sec1' }))
    return { recommendedCurve, d: fromBytes(readContent(d)) }
  }
  const [, point] = readChildren(key.export({ format: 'der', type: 'spki' }))
  const qString = ECDH.convertKey(readBitString(point), name, undefined, undefined, 'uncompressed')
  return { recommendedCurve, qString: copyBytes(qString as Buffer) }
}

function readDsaDomain(algorithm: Uint8Array | undefined) {
  const [, domain] = readChildren(algorithm)
  const [p, q, g] = readChildren(domain)
  return { p: readInteger(p), q: readInteger(q), g: readInteger(g) }
}

const parseBase64url = (text: string | undefined): bigint => fromBytes(Buffer.from(text ?? '', 'base64url'))
const copyBytes = (bytes: Uint8Array): Uint8Array => Uint8Array.from(bytes)
