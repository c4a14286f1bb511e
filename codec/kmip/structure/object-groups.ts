import type { Field } from '../../schema/field.ts'
import { text } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'

const fields = structure('ObjectGroups', {
  objectGroup: text().optional().many(),
})

/** Object Groups. KMIP 2.1 §7.23. */
export interface ObjectGroups extends ValueOf<typeof fields> {}
export const ObjectGroups: Field<ObjectGroups> = fields
