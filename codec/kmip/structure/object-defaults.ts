import type { Field } from '../../schema/field.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { attributes } from '../attribute/list.ts'
import { structure } from '../define.ts'
import { ObjectType } from '../enumeration/objects.ts'
import { ObjectGroups } from './object-groups.ts'
import { ObjectTypes } from './object-types.ts'

const fields = structure('ObjectDefaults', {
  objectType: ObjectType.optional(),
  /** This or ObjectType. */
  objectTypes: ObjectTypes.optional().since('2.1'),
  attributes: attributes().optional(),
  objectGroups: ObjectGroups.optional().since('2.1'),
})

/** Object Defaults. KMIP 2.1 §7.22. */
export interface ObjectDefaults extends ValueOf<typeof fields> {}
export const ObjectDefaults: Field<ObjectDefaults> = fields
