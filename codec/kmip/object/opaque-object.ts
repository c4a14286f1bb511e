import type { Field } from '../../schema/field.ts'
import { bytes } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'
import { OpaqueDataType } from '../enumeration/objects.ts'

const fields = structure('OpaqueObject', {
  opaqueDataType: OpaqueDataType,
  opaqueDataValue: bytes(),
})

/** Opaque Object. KMIP 1.0 §2.2.8, 1.2 §2.2.8, 1.4 §2.2.8, 2.1 §2.3. */
export interface OpaqueObject extends ValueOf<typeof fields> {}
export const OpaqueObject: Field<OpaqueObject> = fields
