import type { Field } from '../../schema/field.ts'
import { text } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'
import { AlternativeNameType } from '../enumeration/attributes.ts'

const fields = structure('AlternativeName', {
  alternativeNameValue: text(),
  alternativeNameType: AlternativeNameType,
})

/** Alternative Name. KMIP 1.2 §3.40, 1.4 §3.40, 2.1 §4.2. */
export interface AlternativeName extends ValueOf<typeof fields> {}
export const AlternativeName: Field<AlternativeName> = fields
