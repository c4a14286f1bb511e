import { type Enumeration, enumeration, type NamesOf } from '../../schema/enumeration.ts'

const names = enumeration('Revocation Reason Code', {
  Unspecified: 0x01,
  KeyCompromise: 0x02,
  CACompromise: 0x03,
  AffiliationChanged: 0x04,
  Superseded: 0x05,
  CessationOfOperation: 0x06,
  PrivilegeWithdrawn: 0x07,
})

/** Revocation Reason Code. KMIP 1.4 §9.1.3.2.19, 2.1 §11.48. */
export type RevocationReasonCode = NamesOf<typeof names>
export const RevocationReasonCode: Enumeration<Exclude<RevocationReasonCode, `0x${string}`>> = names
