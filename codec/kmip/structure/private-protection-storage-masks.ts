import type { Field } from '../../schema/field.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'
import { ProtectionStorageMask } from '../mask.ts'

const fields = structure('PrivateProtectionStorageMasks', {
  protectionStorageMask: ProtectionStorageMask.many(),
})

/** Private Protection Storage Masks.  */
export interface PrivateProtectionStorageMasks extends ValueOf<typeof fields> {}
export const PrivateProtectionStorageMasks: Field<PrivateProtectionStorageMasks> = fields
