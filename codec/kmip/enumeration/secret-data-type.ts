import { type Enumeration, enumeration, type NamesOf } from '../../schema/enumeration.ts'

const names = enumeration('Secret Data Type', {
  Password: 0x01,
  Seed: 0x02,
})

/** Secret Data Type. KMIP 1.4 §9.1.3.2.9, 2.1 §11.52. */
export type SecretDataType = NamesOf<typeof names>
export const SecretDataType: Enumeration<Exclude<SecretDataType, `0x${string}`>> = names
