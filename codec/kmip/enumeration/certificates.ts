import { enumeration, type NamesOf } from '../../schema/enumeration.ts'

/** Certificate Request Type. KMIP 1.4 §9.1.3.2.22, 2.1 §11.8. */
export const CertificateRequestType = enumeration('Certificate Request Type', {
  CRMF: 0x01,
  PKCS_10: 0x02,
  PEM: 0x03,
  PGP: [0x04, '1.0', '1.4'],
})
export type CertificateRequestType = NamesOf<typeof CertificateRequestType>

/** Certificate Type. KMIP 1.4 §9.1.3.2.6, 2.1 §11.9. */
export const CertificateType = enumeration('Certificate Type', {
  X_509: 0x01,
  PGP: 0x02,
})
export type CertificateType = NamesOf<typeof CertificateType>

/** Validity Indicator. KMIP 1.4 §9.1.3.2.23, 2.1 §11.61. */
export const ValidityIndicator = enumeration('Validity Indicator', {
  Valid: 0x01,
  Invalid: 0x02,
  Unknown: 0x03,
})
export type ValidityIndicator = NamesOf<typeof ValidityIndicator>
