import type { Field } from '../../schema/field.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'
import { Operation } from '../enumeration/operations.ts'

const fields = structure('Operations', {
  operation: Operation.optional().many(),
})

/** Operations. KMIP 2.1 §7.25. */
export interface Operations extends ValueOf<typeof fields> {}
export const Operations: Field<Operations> = fields
