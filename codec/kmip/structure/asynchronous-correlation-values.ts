import type { Field } from '../../schema/field.ts'
import { bytes } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'

const fields = structure('AsynchronousCorrelationValues', {
  asynchronousCorrelationValue: bytes().optional().many(),
})

/** Asynchronous Correlation Values. KMIP 2.1 §7.1. */
export interface AsynchronousCorrelationValues extends ValueOf<typeof fields> {}
export const AsynchronousCorrelationValues: Field<AsynchronousCorrelationValues> = fields
