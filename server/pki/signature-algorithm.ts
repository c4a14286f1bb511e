import type { KeyObject } from 'node:crypto'
import { Null } from 'asn1js'
import { type Der, objectIdentifier, sequence } from '../../codec/der/write-der.ts'

/** How a key signs: the digest for `crypto.sign` (null for a built-in digest) and the AlgorithmIdentifier. */
export interface SignatureAlgorithm {
  readonly digest: string | null
  readonly identifier: Der
}

const createIdentifier = (oid: string, ...parameters: Der[]): Der => sequence(objectIdentifier(oid), ...parameters)

/**
 * Chooses the signature algorithm of a private or public key: ECDSA over P-256 (SHA-256), P-384 (SHA-384) and P-521
 * (SHA-512), RSA PKCS #1 v1.5 from 2048 bits (SHA-256), Ed25519 (RFC 5758 §3.2, RFC 4055 §5, RFC 8410 §3).
 *
 * @throws RangeError for any other key
 */
export function chooseSignatureAlgorithm(key: KeyObject): SignatureAlgorithm {
  const { namedCurve, modulusLength } = key.asymmetricKeyDetails ?? {}
  switch (key.asymmetricKeyType) {
    case 'ec':
      if (namedCurve === 'prime256v1') return { digest: 'sha256', identifier: createIdentifier('1.2.840.10045.4.3.2') }
      if (namedCurve === 'secp384r1') return { digest: 'sha384', identifier: createIdentifier('1.2.840.10045.4.3.3') }
      if (namedCurve === 'secp521r1') return { digest: 'sha512', identifier: createIdentifier('1.2.840.10045.4.3.4') }
      throw new RangeError(`certificates support the curves P-256, P-384 and P-521, not ${namedCurve}`)
    case 'rsa':
      if ((modulusLength ?? 0) < 2048)
        throw new RangeError(`certificates support RSA keys from 2048 bits, not ${modulusLength}`)
      return { digest: 'sha256', identifier: createIdentifier('1.2.840.113549.1.1.11', new Null()) }
    case 'ed25519':
      return { digest: null, identifier: createIdentifier('1.3.101.112') }
    default:
      throw new RangeError(`certificates support EC, RSA and Ed25519 keys, not ${key.asymmetricKeyType}`)
  }
}
