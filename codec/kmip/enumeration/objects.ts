import { enumeration, type NamesOf, openEnumeration } from '../../schema/enumeration.ts'

/** Encoding Option. KMIP 1.4 §9.1.3.2.32, 2.1 §11.18. */
export const EncodingOption = enumeration('Encoding Option', {
  NoEncoding: [0x01, '1.1'],
  TTLVEncoding: [0x02, '1.1'],
})
export type EncodingOption = NamesOf<typeof EncodingOption>

/** Key Compression Type. KMIP 1.4 §9.1.3.2.2, 2.1 §11.24. */
export const KeyCompressionType = enumeration('Key Compression Type', {
  ECPublicKeyTypeUncompressed: 0x01,
  ECPublicKeyTypeX9_62CompressedPrime: 0x02,
  ECPublicKeyTypeX9_62CompressedChar2: 0x03,
  ECPublicKeyTypeX9_62Hybrid: 0x04,
})
export type KeyCompressionType = NamesOf<typeof KeyCompressionType>

/** Key Format Type. KMIP 1.4 §9.1.3.2.3, 2.1 §11.25. */
export const KeyFormatType = enumeration('Key Format Type', {
  Raw: 0x01,
  Opaque: 0x02,
  PKCS_1: 0x03,
  PKCS_8: 0x04,
  X_509: 0x05,
  ECPrivateKey: 0x06,
  TransparentSymmetricKey: 0x07,
  TransparentDSAPrivateKey: 0x08,
  TransparentDSAPublicKey: 0x09,
  TransparentRSAPrivateKey: 0x0a,
  TransparentRSAPublicKey: 0x0b,
  TransparentDHPrivateKey: 0x0c,
  TransparentDHPublicKey: 0x0d,
  TransparentECDSAPrivateKey: [0x0e, '1.0', '1.4'],
  TransparentECDSAPublicKey: [0x0f, '1.0', '1.4'],
  TransparentECDHPrivateKey: [0x10, '1.0', '1.4'],
  TransparentECDHPublicKey: [0x11, '1.0', '1.4'],
  TransparentECMQVPrivateKey: [0x12, '1.0', '1.4'],
  TransparentECMQVPublicKey: [0x13, '1.0', '1.4'],
  TransparentECPrivateKey: [0x14, '1.3'],
  TransparentECPublicKey: [0x15, '1.3'],
  PKCS_12: [0x16, '1.4'],
  PKCS_10: [0x17, '2.0'],
  SeedPrivateKey: [0x18, '3.0'],
})
export type KeyFormatType = NamesOf<typeof KeyFormatType>

/** Key Wrap Type. KMIP 1.4 §9.1.3.2.48, 2.1 §11.29. */
export const KeyWrapType = enumeration('Key Wrap Type', {
  NotWrapped: [0x01, '1.4'],
  AsRegistered: [0x02, '1.4'],
})
export type KeyWrapType = NamesOf<typeof KeyWrapType>

/** Object Type. KMIP 1.4 §9.1.3.2.12, 2.1 §11.34. */
export const ObjectType = enumeration('Object Type', {
  Certificate: 0x01,
  SymmetricKey: 0x02,
  PublicKey: 0x03,
  PrivateKey: 0x04,
  SplitKey: 0x05,
  Template: [0x06, '1.0', '1.4'],
  SecretData: 0x07,
  OpaqueObject: 0x08,
  PGPKey: [0x09, '1.2'],
  CertificateRequest: [0x0a, '2.0'],
  User: [0x0b, '3.0'],
  Group: [0x0c, '3.0'],
  PasswordCredential: [0x0d, '3.0'],
  DeviceCredential: [0x0e, '3.0'],
  OneTimePasswordCredential: [0x0f, '3.0'],
  HashedPasswordCredential: [0x10, '3.0'],
})
export type ObjectType = NamesOf<typeof ObjectType>

/** Opaque Data Type: the standard names none, and clients choose numbers of their own. KMIP 1.4 §9.1.3.2.10, 2.1 §11.35. */
export const OpaqueDataType = openEnumeration('Opaque Data Type', {})
export type OpaqueDataType = NamesOf<typeof OpaqueDataType>

/** Secret Data Type. KMIP 1.4 §9.1.3.2.9, 2.1 §11.52. */
export const SecretDataType = enumeration('Secret Data Type', {
  Password: 0x01,
  Seed: 0x02,
})
export type SecretDataType = NamesOf<typeof SecretDataType>

/** Split Key Method. KMIP 1.4 §9.1.3.2.8, 2.1 §11.54. */
export const SplitKeyMethod = enumeration(
  'Split Key Method',
  {
    XOR: 0x01,
    PolynomialSharingGF2_16: 0x02,
    PolynomialSharingPrimeField: 0x03,
    PolynomialSharingGF2_8: [0x04, '1.2'],
  },
  { PolynomialSharingGF216: 'PolynomialSharingGF2_16', PolynomialSharingGF28: 'PolynomialSharingGF2_8' },
)
export type SplitKeyMethod = NamesOf<typeof SplitKeyMethod>

/** Split Key Polynomial. */
export const SplitKeyPolynomial = enumeration('Split Key Polynomial', {
  Polynomial_283: [0x01, '3.0'],
  Polynomial_285: [0x02, '3.0'],
})
export type SplitKeyPolynomial = NamesOf<typeof SplitKeyPolynomial>

/** Wrapping Method. KMIP 1.4 §9.1.3.2.4, 2.1 §11.62. */
export const WrappingMethod = enumeration('Wrapping Method', {
  Encrypt: 0x01,
  MACSign: 0x02,
  EncryptThenMACSign: 0x03,
  MACSignThenEncrypt: 0x04,
  TR_31: 0x05,
})
export type WrappingMethod = NamesOf<typeof WrappingMethod>
