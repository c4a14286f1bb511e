import type { KeyObject } from 'node:crypto'
import { type CryptographicUsageMask, KmipError } from '../../codec/index.ts'
import type { Authority } from './authority.ts'
import { createSerialNumber, issueCertificate } from './certificate.ts'
import { chooseDefaultKeyUsage, type EndEntity, type KeyUsage } from './extensions.ts'
import type { RequestedExtensions } from './requested-extensions.ts'

/** The content of a certificate to issue. */
export interface WantedCertificate {
  /** Name, DER. */
  readonly subject: Uint8Array
  readonly publicKey: KeyObject
  readonly extensions: RequestedExtensions
  /** Determines Key Usage if the extensions have none. */
  readonly cryptographicUsageMask?: readonly CryptographicUsageMask[] | undefined
  readonly notBefore: Date
  readonly notAfter: Date
}

/** KMIP 1.4 §3.19 table 96. */
const usageOfMask: Readonly<Partial<Record<CryptographicUsageMask, KeyUsage>>> = {
  Sign: 'digitalSignature',
  Verify: 'digitalSignature',
  ContentCommitment: 'contentCommitment',
  WrapKey: 'keyEncipherment',
  UnwrapKey: 'keyEncipherment',
  Encrypt: 'dataEncipherment',
  Decrypt: 'dataEncipherment',
  KeyAgreement: 'keyAgreement',
}

const chooseKeyUsage = ({ extensions, cryptographicUsageMask: mask = [], publicKey }: WantedCertificate) => {
  if (extensions.keyUsage) return extensions.keyUsage
  if (mask.includes('CertificateSign') || mask.includes('CRLSign'))
    throw new KmipError(
      'PermissionDenied',
      'The server does not certify keys that sign certificates or revocation lists.',
    )
  const usages = [...new Set(mask.flatMap((use) => usageOfMask[use] ?? []))]
  return usages.length ? usages : chooseDefaultKeyUsage(publicKey)
}

/**
 * Issues a certificate in DER. It is never an authority, and never outlives its issuer.
 *
 * @throws KmipError PermissionDenied for an unsupported key or name, or an empty validity
 */
export const certifyKey = (
  authority: Authority,
  wanted: WantedCertificate,
  randomBytes: (size: number) => Uint8Array,
): Uint8Array => {
  const { subject, publicKey, extensions, notBefore, notAfter } = wanted
  const end = authority.certificate.validToDate
  const profile: EndEntity = {
    keyUsage: chooseKeyUsage(wanted),
    extKeyUsage: extensions.extKeyUsage ?? [],
    subjectAltName: extensions.subjectAltName,
  }
  try {
    const der = issueCertificate({
      subject,
      issuer: authority.certificate,
      publicKey,
      signingKey: authority.privateKey,
      serialNumber: createSerialNumber(randomBytes),
      notBefore,
      notAfter: notAfter < end ? notAfter : end,
      profile,
    })
    return Uint8Array.from(der)
  } catch (error) {
    if (error instanceof RangeError)
      throw new KmipError('PermissionDenied', `The server does not certify this: ${error.message}.`)
    throw error
  }
}
