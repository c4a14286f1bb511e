import type { Field } from '../../schema/field.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'
import { ProtectionStorageMask } from '../mask.ts'

const fields = structure('ProtectionStorageMasks', {
  protectionStorageMask: ProtectionStorageMask.many(),
})

/** Protection Storage Masks. KMIP 2.1 §7.33. */
export interface ProtectionStorageMasks extends ValueOf<typeof fields> {}
export const ProtectionStorageMasks: Field<ProtectionStorageMasks> = fields
