import type { Field } from '../../schema/field.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'
import { KeyBlock } from './key-block.ts'

const fields = structure('PublicKey', {
  keyBlock: KeyBlock,
})

/** Public Key. KMIP 1.0 §2.2.3, 1.2 §2.2.3, 1.4 §2.2.3, 2.1 §2.6. */
export interface PublicKey extends ValueOf<typeof fields> {}
export const PublicKey: Field<PublicKey> = fields
