import type { Field } from '../../schema/field.ts'
import { integer } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'

const fields = structure('ProfileVersion', {
  profileVersionMajor: integer(),
  profileVersionMinor: integer(),
})

/** Profile Version. KMIP 2.1 §7.32. */
export interface ProfileVersion extends ValueOf<typeof fields> {}
export const ProfileVersion: Field<ProfileVersion> = fields
