import type { Field } from '../../schema/field.ts'
import { text } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'
import { RevocationReasonCode } from '../enumeration/attributes.ts'

const fields = structure('RevocationReason', {
  revocationReasonCode: RevocationReasonCode,
  revocationMessage: text().optional(),
})

/** Revocation Reason. KMIP 1.0 §3.26, 1.2 §3.31, 1.4 §3.31, 2.1 §4.47. */
export interface RevocationReason extends ValueOf<typeof fields> {}
export const RevocationReason: Field<RevocationReason> = fields
