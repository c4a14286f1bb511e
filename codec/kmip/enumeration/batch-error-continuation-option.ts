import { type Enumeration, enumeration, type NamesOf } from '../../schema/enumeration.ts'

const names = enumeration('Batch Error Continuation Option', {
  Continue: 0x01,
  Stop: 0x02,
  Undo: 0x03,
})

/** Batch Error Continuation Option. KMIP 1.4 §9.1.3.2.30, 2.1 §11.5. */
export type BatchErrorContinuationOption = NamesOf<typeof names>
export const BatchErrorContinuationOption: Enumeration<Exclude<BatchErrorContinuationOption, `0x${string}`>> = names
