import { type Enumeration, enumeration, type NamesOf } from '../../schema/enumeration.ts'

const names = enumeration('Asynchronous Indicator', {
  Mandatory: [0x01, '2.0'],
  Optional: [0x02, '2.0'],
  Prohibited: [0x03, '2.0'],
})

/** Asynchronous Indicator. KMIP 2.1 §11.3. */
export type AsynchronousIndicator = NamesOf<typeof names>
export const AsynchronousIndicator: Enumeration<Exclude<AsynchronousIndicator, `0x${string}`>> = names
