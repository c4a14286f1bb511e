import { type Enumeration, enumeration, type NamesOf } from '../../schema/enumeration.ts'

const names = enumeration('Result Status', {
  Success: 0x00,
  OperationFailed: 0x01,
  OperationPending: 0x02,
  OperationUndone: 0x03,
})

/** Result Status. KMIP 1.4 §9.1.3.2.28, 2.1 §11.47. */
export type ResultStatus = NamesOf<typeof names>
export const ResultStatus: Enumeration<Exclude<ResultStatus, `0x${string}`>> = names
