import type { Field } from '../../schema/field.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'
import { ProtectionStorageMask } from '../mask.ts'

const protectionStorageMasks = structure('ProtectionStorageMasks', {
  protectionStorageMask: ProtectionStorageMask.many(),
})

/** Protection Storage Masks. KMIP 2.1 §7.33. */
export interface ProtectionStorageMasks extends ValueOf<typeof protectionStorageMasks> {}
export const ProtectionStorageMasks: Field<ProtectionStorageMasks> = protectionStorageMasks

const commonProtectionStorageMasks = structure('CommonProtectionStorageMasks', {
  protectionStorageMask: ProtectionStorageMask.many(),
})

/** Common Protection Storage Masks. */
export interface CommonProtectionStorageMasks extends ValueOf<typeof commonProtectionStorageMasks> {}
export const CommonProtectionStorageMasks: Field<CommonProtectionStorageMasks> = commonProtectionStorageMasks

const privateProtectionStorageMasks = structure('PrivateProtectionStorageMasks', {
  protectionStorageMask: ProtectionStorageMask.many(),
})

/** Private Protection Storage Masks. */
export interface PrivateProtectionStorageMasks extends ValueOf<typeof privateProtectionStorageMasks> {}
export const PrivateProtectionStorageMasks: Field<PrivateProtectionStorageMasks> = privateProtectionStorageMasks

const publicProtectionStorageMasks = structure('PublicProtectionStorageMasks', {
  protectionStorageMask: ProtectionStorageMask.many(),
})

/** Public Protection Storage Masks. */
export interface PublicProtectionStorageMasks extends ValueOf<typeof publicProtectionStorageMasks> {}
export const PublicProtectionStorageMasks: Field<PublicProtectionStorageMasks> = publicProtectionStorageMasks
