import type { Field } from '../../schema/field.ts'
import { bytes, dateTimeExtended } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'
import { Operation, ProcessingStage } from '../enumeration/operations.ts'

const fields = structure('AsynchronousRequest', {
  asynchronousCorrelationValue: bytes(),
  operation: Operation,
  submissionDate: dateTimeExtended(),
  processingStage: ProcessingStage,
})

/** Asynchronous Request. KMIP 2.1 §7.2. */
export interface AsynchronousRequest extends ValueOf<typeof fields> {}
export const AsynchronousRequest: Field<AsynchronousRequest> = fields
