import type { Field } from '../../schema/field.ts'
import { text } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'
import { DeactivationReasonCode } from '../enumeration/attributes.ts'

const fields = structure('DeactivationReason', {
  deactivationReasonCode: DeactivationReasonCode.since('2.1'),
  deactivationMessage: text().optional().since('2.1'),
})

/** Deactivation Reason.  */
export interface DeactivationReason extends ValueOf<typeof fields> {}
export const DeactivationReason: Field<DeactivationReason> = fields
