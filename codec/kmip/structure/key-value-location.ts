import type { Field } from '../../schema/field.ts'
import { text } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'
import { KeyValueLocationType } from '../enumeration/attributes.ts'

const fields = structure('KeyValueLocation', {
  keyValueLocationValue: text(),
  keyValueLocationType: KeyValueLocationType,
})

/** Key Value Location. KMIP 1.2 §3.42, 1.4 §3.42, 2.1 §4.27. */
export interface KeyValueLocation extends ValueOf<typeof fields> {}
export const KeyValueLocation: Field<KeyValueLocation> = fields
