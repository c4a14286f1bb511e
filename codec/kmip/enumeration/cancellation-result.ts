import { type Enumeration, enumeration, type NamesOf } from '../../schema/enumeration.ts'

const names = enumeration('Cancellation Result', {
  Canceled: 0x01,
  UnableToCancel: 0x02,
  Completed: 0x03,
  Failed: 0x04,
  Unavailable: 0x05,
})

/** Cancellation Result. KMIP 1.4 §9.1.3.2.25, 2.1 §11.7. */
export type CancellationResult = NamesOf<typeof names>
export const CancellationResult: Enumeration<Exclude<CancellationResult, `0x${string}`>> = names
