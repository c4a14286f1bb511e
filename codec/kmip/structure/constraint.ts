import type { Field } from '../../schema/field.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { attributes } from '../attribute/list.ts'
import { structure } from '../define.ts'
import { ObjectGroups } from './object-groups.ts'
import { ObjectTypes } from './object-types.ts'

const fields = structure('Constraint', {
  objectTypes: ObjectTypes.optional(),
  objectGroups: ObjectGroups.optional(),
  attributes: attributes().optional(),
})

/** Constraint. KMIP 2.1 §7.6. */
export interface Constraint extends ValueOf<typeof fields> {}
export const Constraint: Field<Constraint> = fields
