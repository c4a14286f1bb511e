import type { Field } from '../../schema/field.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'
import { SecretDataType } from '../enumeration/objects.ts'
import { KeyBlock } from './key-block.ts'

const fields = structure('SecretData', {
  secretDataType: SecretDataType,
  keyBlock: KeyBlock,
})

/** Secret Data. KMIP 1.0 §2.2.7, 1.2 §2.2.7, 1.4 §2.2.7, 2.1 §2.7. */
export interface SecretData extends ValueOf<typeof fields> {}
export const SecretData: Field<SecretData> = fields
