import { type Enumeration, enumeration, type NamesOf } from '../../schema/enumeration.ts'

const names = enumeration('Attestation Type', {
  TPMQuote: [0x01, '1.2'],
  TCGIntegrityReport: [0x02, '1.2'],
  SAMLAssertion: [0x03, '1.2'],
})

/** Attestation Type. KMIP 1.4 §9.1.3.2.36, 2.1 §11.4. */
export type AttestationType = NamesOf<typeof names>
export const AttestationType: Enumeration<Exclude<AttestationType, `0x${string}`>> = names
