import type { KeyObject, X509Certificate } from 'node:crypto'
import { createPublicKey, sign } from 'node:crypto'
import { readContent } from '../../codec/der/read-der.ts'
import { bitString, encodeDer, explicit, integer, sequence, time, verbatim } from '../../codec/der/write-der.ts'
import { fromBytes } from '../../codec/key/big-integer.ts'
import { readCertificateParts } from './certificate-parts.ts'
import type { Profile } from './extensions.ts'
import { computeKeyIdentifier, createExtensions, readSubjectKeyIdentifier } from './extensions.ts'
import { isSameKey } from './is-same-key.ts'
import type { Name } from './name.ts'
import { encodeCommonName } from './name.ts'
import { chooseSignatureAlgorithm } from './signature-algorithm.ts'

/** The input of {@link issueCertificate}. */
export interface CertificateRequest {
  /** A common name, or a whole name in DER. */
  readonly subject: Name | Uint8Array
  /** The certificate of the authority. Absent for a self-signed certificate. */
  readonly issuer?: X509Certificate
  /** The key to certify. */
  readonly publicKey: KeyObject
  /** The private key of the issuer. */
  readonly signingKey: KeyObject
  /** Positive, at most 20 bytes; see {@link createSerialNumber}. */
  readonly serialNumber: Uint8Array
  /** Truncated to seconds. */
  readonly notBefore: Date
  readonly notAfter: Date
  readonly profile: Profile
  /** DNS names and IP addresses. */
  readonly subjectAlternativeNames?: readonly string[]
}

/**
 * Creates a serial number of 16 random bytes. The first two bits are 01, so it is positive and always has 16 bytes.
 */
export function createSerialNumber(randomBytes: (size: number) => Uint8Array): Uint8Array {
  const serial = Uint8Array.from(randomBytes(16))
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40
  return serial
}

/**
 * Issues an X.509 v3 certificate (RFC 5280 §4.1) and returns its DER. Keys: EC P-256, P-384 and P-521, RSA from 2048
 * bits, Ed25519.
 *
 * @throws RangeError for an unsupported key, an invalid name, a validity that ends before it starts, a serial number of
 *   more than 20 bytes, an issuer that is not an authority, or a signing key that is not the issuer's
 */
export function issueCertificate(request: CertificateRequest): Buffer {
  const { subject, issuer, publicKey, signingKey, serialNumber, notBefore, notAfter } = request
  if (notAfter <= notBefore) throw new RangeError('a certificate must end after it starts')
  if (serialNumber.length > 20 || serialNumber.every((byte) => byte === 0))
    throw new RangeError('a serial number must be positive and have at most 20 bytes')
  if (issuer && !issuer.ca) throw new RangeError('the issuer is not a certificate authority')
  const issuerKey = issuer?.publicKey ?? publicKey
  if (!isSameKey(createPublicKey(signingKey), issuerKey))
    throw new RangeError("the signing key is not the issuer's key")
  chooseSignatureAlgorithm(publicKey)
  const algorithm = chooseSignatureAlgorithm(signingKey)

  const name = subject instanceof Uint8Array ? verbatim(subject) : encodeCommonName(subject)
  const tbs = sequence(
    explicit(0, integer(2n)),
    integer(fromBytes(serialNumber)),
    algorithm.identifier,
    issuer ? verbatim(readCertificateParts(issuer.raw).subject) : name,
    sequence(time(notBefore), time(notAfter)),
    name,
    verbatim(publicKey.export({ type: 'spki', format: 'der' })),
    explicit(
      3,
      createExtensions({
        profile: request.profile,
        publicKey,
        authorityKeyIdentifier: issuer ? readSubjectKeyIdentifier(issuer) : computeKeyIdentifier(publicKey),
        subjectAlternativeNames: request.subjectAlternativeNames ?? [],
        withoutSubject: subject instanceof Uint8Array && readContent(subject).length === 0,
      }),
    ),
  )
  const signature = sign(algorithm.digest, encodeDer(tbs), signingKey)
  return encodeDer(sequence(tbs, algorithm.identifier, bitString(signature)))
}
