import type { Field } from '../../schema/field.ts'
import { integer } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'
import { KeyBlock } from './key-block.ts'

const fields = structure('PGPKey', {
  pgpKeyVersion: integer(),
  keyBlock: KeyBlock,
})

/** PGPKey. KMIP 1.2 §2.2.9, 1.4 §2.2.9, 2.1 §2.4. */
export interface PGPKey extends ValueOf<typeof fields> {}
export const PGPKey: Field<PGPKey> = fields
