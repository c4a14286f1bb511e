import type { Field } from '../../schema/field.ts'
import { text } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'
import { EncodingOption, WrappingMethod } from '../enumeration/objects.ts'
import { EncryptionKeyInformation } from './encryption-key-information.ts'
import { MACSignatureKeyInformation } from './mac-signature-key-information.ts'

const fields = structure('KeyWrappingSpecification', {
  wrappingMethod: WrappingMethod,
  /** This or MACSignatureKeyInformation. */
  encryptionKeyInformation: EncryptionKeyInformation.optional(),
  /** This or EncryptionKeyInformation. */
  macSignatureKeyInformation: MACSignatureKeyInformation.optional(),
  attributeName: text().optional().many(),
  /** TTLV encoding when absent. */
  encodingOption: EncodingOption.optional().since('1.1'),
})

/** Key Wrapping Specification. KMIP 1.0 §2.1.6, 1.2 §2.1.6, 1.4 §2.1.6, 2.1 §7.18. */
export interface KeyWrappingSpecification extends ValueOf<typeof fields> {}
export const KeyWrappingSpecification: Field<KeyWrappingSpecification> = fields
