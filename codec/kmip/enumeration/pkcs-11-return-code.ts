import { type Enumeration, enumeration, type NamesOf } from '../../schema/enumeration.ts'

const names = enumeration('PKCS 11 Return Code', {})

/** PKCS 11 Return Code. KMIP 2.1 §11.39. */
export type PKCS_11ReturnCode = NamesOf<typeof names>
export const PKCS_11ReturnCode: Enumeration<Exclude<PKCS_11ReturnCode, `0x${string}`>> = names
