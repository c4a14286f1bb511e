import { type Enumeration, enumeration, type NamesOf } from '../../schema/enumeration.ts'

const names = enumeration(
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

/** Digital Signature Algorithm. KMIP 1.4 §9.1.3.2.7, 2.1 §11.16. */
export type DigitalSignatureAlgorithm = NamesOf<typeof names>
export const DigitalSignatureAlgorithm: Enumeration<Exclude<DigitalSignatureAlgorithm, `0x${string}`>> = names
