import { enumeration, type NamesOf } from '../../schema/enumeration.ts'

/** Block Cipher Mode. KMIP 1.4 §9.1.3.2.14, 2.1 §11.6. */
export const BlockCipherMode = enumeration('Block Cipher Mode', {
  CBC: 0x01,
  ECB: 0x02,
  PCBC: 0x03,
  CFB: 0x04,
  OFB: 0x05,
  CTR: 0x06,
  CMAC: 0x07,
  CCM: 0x08,
  GCM: 0x09,
  CBC_MAC: 0x0a,
  XTS: 0x0b,
  AESKeyWrapPadding: 0x0c,
  NISTKeyWrap: 0x0d,
  X9_102AESKW: 0x0e,
  X9_102TDKW: 0x0f,
  X9_102AKW1: 0x10,
  X9_102AKW2: 0x11,
  AEAD: [0x12, '1.4'],
})
export type BlockCipherMode = NamesOf<typeof BlockCipherMode>

/** Derivation Method. KMIP 1.4 §9.1.3.2.21, 2.1 §11.14. */
export const DerivationMethod = enumeration('Derivation Method', {
  PBKDF2: 0x01,
  HASH: 0x02,
  HMAC: 0x03,
  ENCRYPT: 0x04,
  NIST800_108_C: 0x05,
  NIST800_108_F: 0x06,
  NIST800_108_DPI: 0x07,
  AsymmetricKey: [0x08, '1.4'],
  AWSSignatureVersion4: [0x09, '2.0'],
  HKDF: [0x0a, '2.0'],
})
export type DerivationMethod = NamesOf<typeof DerivationMethod>

/** Digital Signature Algorithm. KMIP 1.4 §9.1.3.2.7, 2.1 §11.16. */
export const DigitalSignatureAlgorithm = enumeration(
  'Digital Signature Algorithm',
  {
    MD2WithRSAEncryption: [0x01, '1.1'],
    MD5WithRSAEncryption: [0x02, '1.1'],
    SHA_1WithRSAEncryption: [0x03, '1.1'],
    SHA_224WithRSAEncryption: [0x04, '1.1'],
    SHA_256WithRSAEncryption: [0x05, '1.1'],
    SHA_384WithRSAEncryption: [0x06, '1.1'],
    SHA_512WithRSAEncryption: [0x07, '1.1'],
    RSASSA_PSS: [0x08, '1.1'],
    DSAWithSHA_1: [0x09, '1.1'],
    DSAWithSHA224: [0x0a, '1.1'],
    DSAWithSHA256: [0x0b, '1.1'],
    ECDSAWithSHA_1: [0x0c, '1.1'],
    ECDSAWithSHA224: [0x0d, '1.1'],
    ECDSAWithSHA256: [0x0e, '1.1'],
    ECDSAWithSHA384: [0x0f, '1.1'],
    ECDSAWithSHA512: [0x10, '1.1'],
    SHA3_256WithRSAEncryption: [0x11, '1.4'],
    SHA3_384WithRSAEncryption: [0x12, '1.4'],
    SHA3_512WithRSAEncryption: [0x13, '1.4'],
  },
  {
    MD2WithRSAEncryptionPKCS_1V1_5: 'MD2WithRSAEncryption',
    MD5WithRSAEncryptionPKCS_1V1_5: 'MD5WithRSAEncryption',
    SHA_1WithRSAEncryptionPKCS_1V1_5: 'SHA_1WithRSAEncryption',
    SHA_224WithRSAEncryptionPKCS_1V1_5: 'SHA_224WithRSAEncryption',
    SHA_256WithRSAEncryptionPKCS_1V1_5: 'SHA_256WithRSAEncryption',
    SHA_384WithRSAEncryptionPKCS_1V1_5: 'SHA_384WithRSAEncryption',
    SHA_512WithRSAEncryptionPKCS_1V1_5: 'SHA_512WithRSAEncryption',
    RSASSA_PSSPKCS_1V2_1: 'RSASSA_PSS',
  },
)
export type DigitalSignatureAlgorithm = NamesOf<typeof DigitalSignatureAlgorithm>

/** Hashing Algorithm. KMIP 1.4 §9.1.3.2.16, 2.1 §11.21. */
export const HashingAlgorithm = enumeration(
  'Hashing Algorithm',
  {
    MD2: 0x01,
    MD4: 0x02,
    MD5: 0x03,
    SHA_1: 0x04,
    SHA_224: 0x05,
    SHA_256: 0x06,
    SHA_384: 0x07,
    SHA_512: 0x08,
    RIPEMD_160: 0x09,
    Tiger: 0x0a,
    Whirlpool: 0x0b,
    SHA_512_224: [0x0c, '1.2'],
    SHA_512_256: [0x0d, '1.2'],
    SHA3_224: [0x0e, '1.4'],
    SHA3_256: [0x0f, '1.4'],
    SHA3_384: [0x10, '1.4'],
    SHA3_512: [0x11, '1.4'],
  },
  { SHA_3_224: 'SHA3_224', SHA_3_256: 'SHA3_256', SHA_3_384: 'SHA3_384', SHA_3_512: 'SHA3_512' },
)
export type HashingAlgorithm = NamesOf<typeof HashingAlgorithm>

/** KEMAlgorithm. */
export const KEMAlgorithm = enumeration('KEMAlgorithm', {
  RSASVE: [0x01, '3.0'],
  DHKEM: [0x02, '3.0'],
  MLKEM: [0x03, '3.0'],
})
export type KEMAlgorithm = NamesOf<typeof KEMAlgorithm>

/** Key Role Type. KMIP 1.4 §9.1.3.2.17, 2.1 §11.26. */
export const KeyRoleType = enumeration('Key Role Type', {
  BDK: 0x01,
  CVK: 0x02,
  DEK: 0x03,
  MKAC: 0x04,
  MKSMC: 0x05,
  MKSMI: 0x06,
  MKDAC: 0x07,
  MKDN: 0x08,
  MKCP: 0x09,
  MKOTH: 0x0a,
  KEK: 0x0b,
  MAC16609: 0x0c,
  MAC97971: 0x0d,
  MAC97972: 0x0e,
  MAC97973: 0x0f,
  MAC97974: 0x10,
  MAC97975: 0x11,
  ZPK: 0x12,
  PVKIBM: 0x13,
  PVKPVV: 0x14,
  PVKOTH: 0x15,
  DUKPT: [0x16, '1.4'],
  IV: [0x17, '1.4'],
  TRKBK: [0x18, '1.4'],
})
export type KeyRoleType = NamesOf<typeof KeyRoleType>

/** Mask Generator. KMIP 1.4 §9.1.3.2.49, 2.1 §11.30. */
export const MaskGenerator = enumeration(
  'Mask Generator',
  {
    MGF1: [0x01, '1.4'],
  },
  { MFG1: 'MGF1' },
)
export type MaskGenerator = NamesOf<typeof MaskGenerator>

/** OTPAlgorithm. */
export const OTPAlgorithm = enumeration('OTPAlgorithm', {
  HOTP: [0x01, '3.0'],
  TOTP: [0x02, '3.0'],
})
export type OTPAlgorithm = NamesOf<typeof OTPAlgorithm>

/** Padding Method. KMIP 1.4 §9.1.3.2.15, 2.1 §11.37. */
export const PaddingMethod = enumeration('Padding Method', {
  None: 0x01,
  OAEP: 0x02,
  PKCS5: 0x03,
  SSL3: 0x04,
  Zeros: 0x05,
  ANSIX9_23: 0x06,
  ISO10126: 0x07,
  PKCS1V1_5: 0x08,
  X9_31: 0x09,
  PSS: 0x0a,
})
export type PaddingMethod = NamesOf<typeof PaddingMethod>
