import type { Field } from '../../schema/field.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'
import { ObjectType } from '../enumeration/objects.ts'

const fields = structure('ObjectTypes', {
  objectType: ObjectType.optional().many(),
})

/** Object Types. KMIP 2.1 §7.24. */
export interface ObjectTypes extends ValueOf<typeof fields> {}
export const ObjectTypes: Field<ObjectTypes> = fields
