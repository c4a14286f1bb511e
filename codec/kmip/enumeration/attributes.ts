import { enumeration, type NamesOf } from '../../schema/enumeration.ts'

/** Alternative Name Type. KMIP 1.4 §9.1.3.2.34, 2.1 §11.2. */
export const AlternativeNameType = enumeration('Alternative Name Type', {
  UninterpretedTextString: [0x01, '1.2'],
  URI: [0x02, '1.2'],
  ObjectSerialNumber: [0x03, '1.2'],
  EmailAddress: [0x04, '1.2'],
  DNSName: [0x05, '1.2'],
  X_500DistinguishedName: [0x06, '1.2'],
  IPAddress: [0x07, '1.2'],
})
export type AlternativeNameType = NamesOf<typeof AlternativeNameType>

/** Deactivation Reason Code. */
export const DeactivationReasonCode = enumeration('Deactivation Reason Code', {
  Unspecified: [0x01, '3.0'],
  DeactivationDate: [0x02, '3.0'],
  ProtectStopDate: [0x03, '3.0'],
  UsageLimit: [0x04, '3.0'],
})
export type DeactivationReasonCode = NamesOf<typeof DeactivationReasonCode>

/** Key Value Location Type. KMIP 1.4 §9.1.3.2.35, 2.1 §11.27. */
export const KeyValueLocationType = enumeration('Key Value Location Type', {
  UninterpretedTextString: [0x01, '1.2'],
  URI: [0x02, '1.2'],
})
export type KeyValueLocationType = NamesOf<typeof KeyValueLocationType>

/** Link Type. KMIP 1.4 §9.1.3.2.20, 2.1 §11.28. */
export const LinkType = enumeration('Link Type', {
  CertificateLink: [0x101, '1.0', '2.1'],
  PublicKeyLink: [0x102, '1.0', '2.1'],
  PrivateKeyLink: [0x103, '1.0', '2.1'],
  DerivationBaseObjectLink: [0x104, '1.0', '2.1'],
  DerivedKeyLink: [0x105, '1.0', '2.1'],
  ReplacementObjectLink: [0x106, '1.0', '2.1'],
  ReplacedObjectLink: [0x107, '1.0', '2.1'],
  ParentLink: [0x108, '1.2', '2.1'],
  ChildLink: [0x109, '1.2', '2.1'],
  PreviousLink: [0x10a, '1.2', '2.1'],
  NextLink: [0x10b, '1.2', '2.1'],
  PKCS_12CertificateLink: [0x10c, '1.4', '2.1'],
  PKCS_12PasswordLink: [0x10d, '1.4', '2.1'],
  WrappingKeyLink: [0x10e, '2.0', '2.1'],
})
export type LinkType = NamesOf<typeof LinkType>

/** Name Type. KMIP 1.4 §9.1.3.2.11, 2.1 §11.31. */
export const NameType = enumeration('Name Type', {
  UninterpretedTextString: [0x01, '1.0', '2.1'],
  URI: [0x02, '1.0', '2.1'],
})
export type NameType = NamesOf<typeof NameType>

/** NISTKey Type. KMIP 2.1 §11.32. */
export const NISTKeyType = enumeration('NISTKey Type', {
  PrivateSignatureKey: [0x01, '2.0'],
  PublicSignatureVerificationKey: [0x02, '2.0'],
  SymmetricAuthenticationKey: [0x03, '2.0'],
  PrivateAuthenticationKey: [0x04, '2.0'],
  PublicAuthenticationKey: [0x05, '2.0'],
  SymmetricDataEncryptionKey: [0x06, '2.0'],
  SymmetricKeyWrappingKey: [0x07, '2.0'],
  SymmetricRandomNumberGenerationKey: [0x08, '2.0'],
  SymmetricMasterKey: [0x09, '2.0'],
  PrivateKeyTransportKey: [0x0a, '2.0'],
  PublicKeyTransportKey: [0x0b, '2.0'],
  SymmetricKeyAgreementKey: [0x0c, '2.0'],
  PrivateStaticKeyAgreementKey: [0x0d, '2.0'],
  PublicStaticKeyAgreementKey: [0x0e, '2.0'],
  PrivateEphemeralKeyAgreementKey: [0x0f, '2.0'],
  PublicEphemeralKeyAgreementKey: [0x10, '2.0'],
  SymmetricAuthorizationKey: [0x11, '2.0'],
  PrivateAuthorizationKey: [0x12, '2.0'],
  PublicAuthorizationKey: [0x13, '2.0'],
})
export type NISTKeyType = NamesOf<typeof NISTKeyType>

/** Object Class. */
export const ObjectClass = enumeration('Object Class', {
  User: [0x01, '3.0'],
  System: [0x02, '3.0'],
})
export type ObjectClass = NamesOf<typeof ObjectClass>

/** Object Group Member. KMIP 1.4 §9.1.3.2.33, 2.1 §11.33. */
export const ObjectGroupMember = enumeration('Object Group Member', {
  GroupMemberFresh: [0x01, '1.1', '2.1'],
  GroupMemberDefault: [0x02, '1.1', '2.1'],
})
export type ObjectGroupMember = NamesOf<typeof ObjectGroupMember>

/** Protection Level. KMIP 2.1 §11.42. */
export const ProtectionLevel = enumeration('Protection Level', {
  High: [0x01, '2.0'],
  Low: [0x02, '2.0'],
})
export type ProtectionLevel = NamesOf<typeof ProtectionLevel>

/** Revocation Reason Code. KMIP 1.4 §9.1.3.2.19, 2.1 §11.48. */
export const RevocationReasonCode = enumeration('Revocation Reason Code', {
  Unspecified: 0x01,
  KeyCompromise: 0x02,
  CACompromise: 0x03,
  AffiliationChanged: 0x04,
  Superseded: 0x05,
  CessationOfOperation: 0x06,
  PrivilegeWithdrawn: 0x07,
})
export type RevocationReasonCode = NamesOf<typeof RevocationReasonCode>

/** Rotate Name Type. KMIP 2.1 §11.51. */
export const RotateNameType = enumeration('Rotate Name Type', {
  UninterpretedTextString: [0x01, '2.1', '2.1'],
  URI: [0x02, '2.1', '2.1'],
})
export type RotateNameType = NamesOf<typeof RotateNameType>

/** State. KMIP 1.4 §9.1.3.2.18, 2.1 §11.55. */
export const State = enumeration('State', {
  PreActive: 0x01,
  Active: 0x02,
  Deactivated: 0x03,
  Compromised: 0x04,
  Destroyed: 0x05,
  DestroyedCompromised: 0x06,
})
export type State = NamesOf<typeof State>

/** Usage Limits Unit. KMIP 1.4 §9.1.3.2.31, 2.1 §11.60. */
export const UsageLimitsUnit = enumeration('Usage Limits Unit', {
  Byte: 0x01,
  Object: 0x02,
})
export type UsageLimitsUnit = NamesOf<typeof UsageLimitsUnit>
