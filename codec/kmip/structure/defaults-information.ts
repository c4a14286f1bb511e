import type { Field } from '../../schema/field.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'
import { ObjectDefaults } from './object-defaults.ts'

const fields = structure('DefaultsInformation', {
  objectDefaults: ObjectDefaults.optional().many(),
})

/** Defaults Information. KMIP 2.1 §7.11. */
export interface DefaultsInformation extends ValueOf<typeof fields> {}
export const DefaultsInformation: Field<DefaultsInformation> = fields
