import { type Enumeration, enumeration, type NamesOf } from '../../schema/enumeration.ts'

const names = enumeration('Deactivation Reason Code', {
  Unspecified: [0x01, '3.0'],
  DeactivationDate: [0x02, '3.0'],
  ProtectStopDate: [0x03, '3.0'],
  UsageLimit: [0x04, '3.0'],
})

/** Deactivation Reason Code.  */
export type DeactivationReasonCode = NamesOf<typeof names>
export const DeactivationReasonCode: Enumeration<Exclude<DeactivationReasonCode, `0x${string}`>> = names
