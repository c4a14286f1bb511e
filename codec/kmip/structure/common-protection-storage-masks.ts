import type { Field } from '../../schema/field.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'
import { ProtectionStorageMask } from '../mask.ts'

const fields = structure('CommonProtectionStorageMasks', {
  protectionStorageMask: ProtectionStorageMask.many(),
})

/** Common Protection Storage Masks.  */
export interface CommonProtectionStorageMasks extends ValueOf<typeof fields> {}
export const CommonProtectionStorageMasks: Field<CommonProtectionStorageMasks> = fields
