import type { Field } from '../../schema/field.ts'
import { bytes, text } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'
import { EncodingOption, WrappingMethod } from '../enumeration/objects.ts'
import { CryptographicParameters } from './cryptography.ts'
import { UniqueIdentifier } from './unique-identifier.ts'

const encryptionKeyInformation = structure('EncryptionKeyInformation', {
  uniqueIdentifier: UniqueIdentifier,
  cryptographicParameters: CryptographicParameters.optional(),
})

/** Encryption Key Information. */
export interface EncryptionKeyInformation extends ValueOf<typeof encryptionKeyInformation> {}
export const EncryptionKeyInformation: Field<EncryptionKeyInformation> = encryptionKeyInformation

const macSignatureKeyInformation = structure('MACSignatureKeyInformation', {
  uniqueIdentifier: UniqueIdentifier,
  cryptographicParameters: CryptographicParameters.optional(),
})

/** MACSignature Key Information. */
export interface MACSignatureKeyInformation extends ValueOf<typeof macSignatureKeyInformation> {}
export const MACSignatureKeyInformation: Field<MACSignatureKeyInformation> = macSignatureKeyInformation

const keyWrappingData = structure('KeyWrappingData', {
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
export interface KeyWrappingData extends ValueOf<typeof keyWrappingData> {}
export const KeyWrappingData: Field<KeyWrappingData> = keyWrappingData

const keyWrappingSpecification = structure('KeyWrappingSpecification', {
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
export interface KeyWrappingSpecification extends ValueOf<typeof keyWrappingSpecification> {}
export const KeyWrappingSpecification: Field<KeyWrappingSpecification> = keyWrappingSpecification
