import { type Enumeration, enumeration, type NamesOf } from '../../schema/enumeration.ts'

const names = enumeration('Certificate Type', {
  X_509: 0x01,
  PGP: 0x02,
})

/** Certificate Type. KMIP 1.4 §9.1.3.2.6, 2.1 §11.9. */
export type CertificateType = NamesOf<typeof names>
export const CertificateType: Enumeration<Exclude<CertificateType, `0x${string}`>> = names
