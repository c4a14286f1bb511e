import type { Field } from '../../schema/field.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'
import { Credential } from './credential.ts'

const fields = structure('Authentication', {
  credential: Credential.many(),
})

/** Authentication. KMIP 1.0 §6.6, 1.2 §6.6, 1.4 §6.6, 2.1 §9.4. */
export interface Authentication extends ValueOf<typeof fields> {}
export const Authentication: Field<Authentication> = fields
