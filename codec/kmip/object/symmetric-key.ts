import type { Field } from '../../schema/field.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'
import { KeyBlock } from './key-block.ts'

const fields = structure('SymmetricKey', {
  keyBlock: KeyBlock,
})

/** Symmetric Key. KMIP 1.0 §2.2.2, 1.2 §2.2.2, 1.4 §2.2.2, 2.1 §2.9. */
export interface SymmetricKey extends ValueOf<typeof fields> {}
export const SymmetricKey: Field<SymmetricKey> = fields
