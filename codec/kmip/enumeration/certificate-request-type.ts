import { type Enumeration, enumeration, type NamesOf } from '../../schema/enumeration.ts'

const names = enumeration('Certificate Request Type', {
  CRMF: 0x01,
  PKCS_10: 0x02,
  PEM: 0x03,
  PGP: [0x04, '1.0', '1.4'],
})

/** Certificate Request Type. KMIP 1.4 §9.1.3.2.22, 2.1 §11.8. */
export type CertificateRequestType = NamesOf<typeof names>
export const CertificateRequestType: Enumeration<Exclude<CertificateRequestType, `0x${string}`>> = names
