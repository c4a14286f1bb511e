import { type Enumeration, enumeration, type NamesOf } from '../../schema/enumeration.ts'

const names = enumeration('PKCS 11 Return Code', { OK: [0x0, '2.0'] })

/** The numbers of PKCS#11's CK_RV; those without a name here stay `0x…`. KMIP 2.1 §11.39, OK as PKCS11-M-1-21 has it. */
export type PKCS_11ReturnCode = NamesOf<typeof names>
export const PKCS_11ReturnCode: Enumeration<Exclude<PKCS_11ReturnCode, `0x${string}`>> = names
