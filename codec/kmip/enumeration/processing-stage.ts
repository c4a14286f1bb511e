import { type Enumeration, enumeration, type NamesOf } from '../../schema/enumeration.ts'

const names = enumeration('Processing Stage', {
  Submitted: [0x01, '2.1'],
  InProcess: [0x02, '2.1'],
  Completed: [0x03, '2.1'],
})

/** Processing Stage. KMIP 2.1 §11.40. */
export type ProcessingStage = NamesOf<typeof names>
export const ProcessingStage: Enumeration<Exclude<ProcessingStage, `0x${string}`>> = names
