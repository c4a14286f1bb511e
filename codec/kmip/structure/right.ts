import type { Field } from '../../schema/field.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'
import { ObjectGroups } from './object-groups.ts'
import { Objects } from './objects.ts'
import { Operations } from './operations.ts'
import { UsageLimits } from './usage-limits.ts'

const fields = structure('Right', {
  usageLimits: UsageLimits.optional(),
  operations: Operations.optional(),
  objects: Objects.optional(),
  objectGroups: ObjectGroups.optional().since('2.1'),
})

/** Right. KMIP 2.1 §7.34. */
export interface Right extends ValueOf<typeof fields> {}
export const Right: Field<Right> = fields
