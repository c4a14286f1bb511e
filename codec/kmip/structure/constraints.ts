import type { Field } from '../../schema/field.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'
import { Constraint } from './constraint.ts'

const fields = structure('Constraints', {
  constraint: Constraint.optional().many(),
})

/** Constraints. KMIP 2.1 §7.7. */
export interface Constraints extends ValueOf<typeof fields> {}
export const Constraints: Field<Constraints> = fields
