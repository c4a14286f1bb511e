import type { KeyObject } from 'node:crypto'
import { type CryptographicUsageMask, KmipError } from '../../codec/index.ts'
import type { Authority } from './authority.ts'
import { createSerialNumber, issueCertificate } from './certificate.ts'
import { chooseDefaultKeyUsage, type EndEntity, type KeyUsage } from './extensions.ts'
import type { RequestedExtensions } from './requested-extensions.ts'

/** What is to be certified, and for how long. */
export interface WantedCertificate {
  /** Name, DER. */
  readonly subject: Uint8Array
  readonly publicKey: KeyObject
  readonly extensions: RequestedExtensions
  /** Counts where the extensions say nothing of Key Usage. */
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
    throw new KmipError('PermissionDenied', 'Not certified here: a key that signs certificates or revocation lists.')
  const usages = [...new Set(mask.flatMap((use) => usageOfMask[use] ?? []))]
  return usages.length ? usages : chooseDefaultKeyUsage(publicKey)
}

/**
 * The certificate of a key, in DER: never an authority's, and never longer than the authority's own.
 *
 * @throws KmipError PermissionDenied for a key or a name that no certificate is made for, or dates that leave no time
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
    if (error instanceof RangeError) throw new KmipError('PermissionDenied', `Not certified here: ${error.message}.`)
    throw error
  }
}
