import type { Field } from '../../schema/field.ts'
import { bytes } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'
import { EncodingOption, WrappingMethod } from '../enumeration/objects.ts'
import { EncryptionKeyInformation } from './encryption-key-information.ts'
import { MACSignatureKeyInformation } from './mac-signature-key-information.ts'

const fields = structure('KeyWrappingData', {
  wrappingMethod: WrappingMethod,
  /** Encrypted key values. */
  encryptionKeyInformation: EncryptionKeyInformation.optional(),
  /** MACed or signed key values. */
  macSignatureKeyInformation: MACSignatureKeyInformation.optional(),
  macSignature: bytes().optional(),
  ivCounterNonce: bytes().optional(),
  /** TTLV encoding when absent. */
  encodingOption: EncodingOption.optional().since('1.1'),
})

/** Key Wrapping Data. KMIP 1.0 §2.1.5, 1.2 §2.1.5, 1.4 §2.1.5, 2.1 §3.3. */
export interface KeyWrappingData extends ValueOf<typeof fields> {}
export const KeyWrappingData: Field<KeyWrappingData> = fields
