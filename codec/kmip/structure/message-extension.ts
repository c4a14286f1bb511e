import type { Field } from '../../schema/field.ts'
import { any, boolean, text } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'

const fields = structure('MessageExtension', {
  vendorIdentification: text(),
  criticalityIndicator: boolean(),
  vendorExtension: any(),
})

/** Message Extension. KMIP 1.0 §6.16, 1.2 §6.16, 1.4 §6.16, 2.1 §9.13. */
export interface MessageExtension extends ValueOf<typeof fields> {}
export const MessageExtension: Field<MessageExtension> = fields
