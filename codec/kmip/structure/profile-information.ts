import type { Field } from '../../schema/field.ts'
import { integer, text } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'
import { ProfileName } from '../enumeration/profile-name.ts'
import { ProfileVersion } from './profile-version.ts'

const fields = structure('ProfileInformation', {
  profileName: ProfileName,
  profileVersion: ProfileVersion.optional().since('2.0'),
  serverURI: text().optional(),
  serverPort: integer().optional(),
})

/** Profile Information. KMIP 1.4 §2.1.19, 2.1 §7.31. */
export interface ProfileInformation extends ValueOf<typeof fields> {}
export const ProfileInformation: Field<ProfileInformation> = fields
