import { type Enumeration, enumeration, type NamesOf } from '../../schema/enumeration.ts'

const names = enumeration('Object Type', {
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

/** Object Type. KMIP 1.4 §9.1.3.2.12, 2.1 §11.34. */
export type ObjectType = NamesOf<typeof names>
export const ObjectType: Enumeration<Exclude<ObjectType, `0x${string}`>> = names
