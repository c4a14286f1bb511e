import type { Field } from '../../schema/field.ts'
import { boolean, bytes, integer } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'
import { CryptographicAlgorithm } from '../enumeration/cryptographic-algorithm.ts'
import {
  BlockCipherMode,
  DigitalSignatureAlgorithm,
  HashingAlgorithm,
  KeyRoleType,
  MaskGenerator,
  PaddingMethod,
} from '../enumeration/cryptography.ts'

const fields = structure('CryptographicParameters', {
  blockCipherMode: BlockCipherMode.optional(),
  paddingMethod: PaddingMethod.optional(),
  hashingAlgorithm: HashingAlgorithm.optional(),
  keyRoleType: KeyRoleType.optional(),
  digitalSignatureAlgorithm: DigitalSignatureAlgorithm.optional().since('1.2'),
  cryptographicAlgorithm: CryptographicAlgorithm.optional().since('1.2'),
  randomIV: boolean().optional().since('1.2'),
  /** Required when the mode has variable IV length. */
  ivLength: integer().optional().since('1.2'),
  /** Required for GCM. */
  tagLength: integer().optional().since('1.2'),
  fixedFieldLength: integer().optional().since('1.2'),
  invocationFieldLength: integer().optional().since('1.2'),
  counterLength: integer().optional().since('1.2'),
  initialCounterValue: integer().optional().since('1.2'),
  saltLength: integer().optional().since('1.4'),
  maskGenerator: MaskGenerator.optional().since('1.4'),
  maskGeneratorHashingAlgorithm: HashingAlgorithm.optional().since('1.4'),
  pSource: bytes().optional().since('1.4'),
  trailerField: integer().optional().since('1.4'),
})

/** Cryptographic Parameters. KMIP 1.0 §3.6, 1.2 §3.6, 1.4 §3.6, 2.1 §4.16. */
export interface CryptographicParameters extends ValueOf<typeof fields> {}
export const CryptographicParameters: Field<CryptographicParameters> = fields
