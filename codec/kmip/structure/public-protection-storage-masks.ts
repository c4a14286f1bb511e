import type { Field } from '../../schema/field.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'
import { ProtectionStorageMask } from '../mask.ts'

const fields = structure('PublicProtectionStorageMasks', {
  protectionStorageMask: ProtectionStorageMask.many(),
})

/** Public Protection Storage Masks.  */
export interface PublicProtectionStorageMasks extends ValueOf<typeof fields> {}
export const PublicProtectionStorageMasks: Field<PublicProtectionStorageMasks> = fields
