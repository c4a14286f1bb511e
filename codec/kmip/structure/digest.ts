import type { Field } from '../../schema/field.ts'
import { bytes } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'
import { HashingAlgorithm } from '../enumeration/cryptography.ts'
import { KeyFormatType } from '../enumeration/objects.ts'

const fields = structure('Digest', {
  hashingAlgorithm: HashingAlgorithm,
  /** When the server can read the material or was given the digest. */
  digestValue: bytes(),
  /** Keys and secret data. */
  keyFormatType: KeyFormatType.optional().since('1.1'),
})

/** Digest. KMIP 1.0 §3.12, 1.2 §3.17, 1.4 §3.17, 2.1 §4.21. */
export interface Digest extends ValueOf<typeof fields> {}
export const Digest: Field<Digest> = fields
