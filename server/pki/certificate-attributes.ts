import { X509Certificate } from 'node:crypto'
import { type AttributeInstance, attributeOfId, type DigitalSignatureAlgorithm } from '../../codec/index.ts'
import { describeKey } from '../../codec/key/index.ts'
import { readCertificateParts } from './certificate-parts.ts'
import { formatName, readNameParts } from './distinguished-name.ts'

/** Signature algorithms by object identifier (RFC 8017, RFC 5758). */
const signatureAlgorithms: Readonly<Record<string, DigitalSignatureAlgorithm>> = {
  '1.2.840.113549.1.1.2': 'MD2WithRSAEncryption',
  '1.2.840.113549.1.1.4': 'MD5WithRSAEncryption',
  '1.2.840.113549.1.1.5': 'SHA_1WithRSAEncryption',
  '1.2.840.113549.1.1.10': 'RSASSA_PSS',
  '1.2.840.113549.1.1.11': 'SHA_256WithRSAEncryption',
  '1.2.840.113549.1.1.12': 'SHA_384WithRSAEncryption',
  '1.2.840.113549.1.1.13': 'SHA_512WithRSAEncryption',
  '1.2.840.113549.1.1.14': 'SHA_224WithRSAEncryption',
  '1.2.840.10040.4.3': 'DSAWithSHA_1',
  '2.16.840.1.101.3.4.3.1': 'DSAWithSHA224',
  '2.16.840.1.101.3.4.3.2': 'DSAWithSHA256',
  '1.2.840.10045.4.1': 'ECDSAWithSHA_1',
  '1.2.840.10045.4.3.1': 'ECDSAWithSHA224',
  '1.2.840.10045.4.3.2': 'ECDSAWithSHA256',
  '1.2.840.10045.4.3.3': 'ECDSAWithSHA384',
  '1.2.840.10045.4.3.4': 'ECDSAWithSHA512',
}

/** Creates `CertificateSubjectCN` and its siblings, one for each part of the name that has a KMIP attribute. */
const createNamePartAttributes = (whose: 'Subject' | 'Issuer', name: Uint8Array): AttributeInstance[] => {
  const counted = new Map<string, number>()
  return readNameParts(name).flatMap(({ type, value }) => {
    const attribute = `Certificate${whose}${type}`
    if (!attributeOfId(attribute)) return []
    const index = counted.get(attribute) ?? 0
    counted.set(attribute, index + 1)
    return [{ attribute, index, value } as AttributeInstance]
  })
}

const readX509Attributes = (der: Uint8Array): AttributeInstance[] => {
  const { serialNumber, signatureAlgorithm, issuer, subject } = readCertificateParts(der)
  const certificate = new X509Certificate(der)
  const { cryptographicAlgorithm, cryptographicLength } = describeKey(certificate.publicKey)
  const algorithm = signatureAlgorithms[signatureAlgorithm]
  const toAttribute = <A extends AttributeInstance>(attribute: A['attribute'], value: A['value']) =>
    ({ attribute, index: 0, value }) as AttributeInstance
  return [
    toAttribute('CertificateIdentifier', { issuer: formatName(issuer), serialNumber: certificate.serialNumber }),
    toAttribute('CertificateIssuer', { certificateIssuerDistinguishedName: formatName(issuer) }),
    toAttribute('CertificateSubject', { certificateSubjectDistinguishedName: formatName(subject) }),
    toAttribute('X_509CertificateIdentifier', {
      issuerDistinguishedName: issuer,
      certificateSerialNumber: serialNumber,
    }),
    toAttribute('X_509CertificateIssuer', { issuerDistinguishedName: issuer }),
    toAttribute('X_509CertificateSubject', { subjectDistinguishedName: subject }),
    ...createNamePartAttributes('Subject', subject),
    ...createNamePartAttributes('Issuer', issuer),
    ...(algorithm ? [toAttribute('DigitalSignatureAlgorithm', algorithm)] : []),
    toAttribute('CryptographicAlgorithm', cryptographicAlgorithm),
    toAttribute('CryptographicLength', cryptographicLength),
  ]
}

/**
 * Derives attributes from a certificate (KMIP 1.4 §3.4, §3.5 and §3.8 to §3.16, 2.1 §4.7 to §4.15). Cryptographic
 * Algorithm and Length are those of its key, as the standard's rules tables require, although the published cases omit
 * the algorithm. Certificates other than X.509 get a type and a length only.
 */
export const readCertificateAttributes = (certificate: {
  readonly certificateType: string
  readonly certificateValue: Uint8Array
}): AttributeInstance[] => {
  const { certificateType, certificateValue } = certificate
  const basic = [
    { attribute: 'CertificateType', index: 0, value: certificateType } as AttributeInstance,
    { attribute: 'CertificateLength', index: 0, value: certificateValue.length } as AttributeInstance,
  ]
  if (certificateType !== 'X_509') return basic
  try {
    return [...basic, ...readX509Attributes(certificateValue)]
  } catch {
    return basic
  }
}
