import type { Field } from '../../schema/field.ts'
import { integer } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'

const fields = structure('ProtocolVersion', {
  protocolVersionMajor: integer(),
  protocolVersionMinor: integer(),
})

/** Protocol Version. KMIP 1.0 §6.1, 1.2 §6.1, 1.4 §6.1, 2.1 §9.16. */
export interface ProtocolVersion extends ValueOf<typeof fields> {}
export const ProtocolVersion: Field<ProtocolVersion> = fields
