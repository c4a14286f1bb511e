import type { Field } from '../../schema/field.ts'
import { longInteger } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'
import { UsageLimitsUnit } from '../enumeration/attributes.ts'

const fields = structure('UsageLimits', {
  usageLimitsTotal: longInteger(),
  /** Absent when a client sets the limits. */
  usageLimitsCount: longInteger().optional(),
  usageLimitsUnit: UsageLimitsUnit,
})

/** Usage Limits. KMIP 1.0 §3.16, 1.2 §3.21, 1.4 §3.21, 2.1 §4.59. */
export interface UsageLimits extends ValueOf<typeof fields> {}
export const UsageLimits: Field<UsageLimits> = fields
