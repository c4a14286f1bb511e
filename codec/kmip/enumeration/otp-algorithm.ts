import { type Enumeration, enumeration, type NamesOf } from '../../schema/enumeration.ts'

const names = enumeration('OTPAlgorithm', {
  HOTP: [0x01, '3.0'],
  TOTP: [0x02, '3.0'],
})

/** OTPAlgorithm.  */
export type OTPAlgorithm = NamesOf<typeof names>
export const OTPAlgorithm: Enumeration<Exclude<OTPAlgorithm, `0x${string}`>> = names
