import type { Field } from '../../schema/field.ts'
import { text } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'
import { NameType } from '../enumeration/attributes.ts'

const fields = structure('Name', {
  nameValue: text(),
  nameType: NameType,
})

/** Name. KMIP 1.0 §3.2, 1.2 §3.2, 1.4 §3.2, 2.1 §4.32. */
export interface Name extends ValueOf<typeof fields> {}
export const Name: Field<Name> = fields
