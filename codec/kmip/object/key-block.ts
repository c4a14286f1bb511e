import type { Field } from '../../schema/field.ts'
import { integer } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'
import { CryptographicAlgorithm } from '../enumeration/cryptographic-algorithm.ts'
import { KeyCompressionType, KeyFormatType } from '../enumeration/objects.ts'
import { KeyWrappingData } from '../structure/key-wrapping.ts'
import { KeyValue } from './key-value.ts'

const fields = structure('KeyBlock', {
  keyFormatType: KeyFormatType,
  keyCompressionType: KeyCompressionType.optional(),
  /** Absent when the server holds only the object's attributes (from 1.2 on). */
  keyValue: KeyValue.optional(),
  cryptographicAlgorithm: CryptographicAlgorithm.optional(),
  /** Bits. */
  cryptographicLength: integer().optional(),
  keyWrappingData: KeyWrappingData.optional(),
})

/** The container of every key. KMIP 1.0 §2.1.3, 1.4 §2.1.3, 2.1 §3.1. */
export interface KeyBlock extends ValueOf<typeof fields> {}
export const KeyBlock: Field<KeyBlock> = fields
