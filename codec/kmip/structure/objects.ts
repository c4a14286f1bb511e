import type { Field } from '../../schema/field.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'
import { UniqueIdentifier } from './unique-identifier.ts'

const fields = structure('Objects', {
  uniqueIdentifier: UniqueIdentifier.optional().many(),
})

/** Objects. KMIP 2.1 §7.21. */
export interface Objects extends ValueOf<typeof fields> {}
export const Objects: Field<Objects> = fields
