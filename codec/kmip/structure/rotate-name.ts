import type { Field } from '../../schema/field.ts'
import { text } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'
import { RotateNameType } from '../enumeration/attributes.ts'

const fields = structure('RotateName', {
  rotateNameValue: text(),
  rotateNameType: RotateNameType,
})

/** Rotate Name. KMIP 2.1 §4.53. */
export interface RotateName extends ValueOf<typeof fields> {}
export const RotateName: Field<RotateName> = fields
