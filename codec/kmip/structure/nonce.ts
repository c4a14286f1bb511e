import type { Field } from '../../schema/field.ts'
import { bytes } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'

const fields = structure('Nonce', {
  nonceID: bytes(),
  nonceValue: bytes(),
})

/** Nonce. KMIP 1.2 §2.1.14, 1.4 §2.1.14, 2.1 §9.14. */
export interface Nonce extends ValueOf<typeof fields> {}
export const Nonce: Field<Nonce> = fields
