import type { Field } from '../../schema/field.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'
import { Right } from './right.ts'

const fields = structure('Rights', {
  right: Right.optional().many(),
})

/** Rights. KMIP 2.1 §7.35. */
export interface Rights extends ValueOf<typeof fields> {}
export const Rights: Field<Rights> = fields
