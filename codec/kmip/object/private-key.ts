import type { Field } from '../../schema/field.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'
import { KeyBlock } from './key-block.ts'

const fields = structure('PrivateKey', {
  keyBlock: KeyBlock,
})

/** Private Key. KMIP 1.0 §2.2.4, 1.2 §2.2.4, 1.4 §2.2.4, 2.1 §2.5. */
export interface PrivateKey extends ValueOf<typeof fields> {}
export const PrivateKey: Field<PrivateKey> = fields
