import { type Enumeration, enumeration, type NamesOf } from '../../schema/enumeration.ts'

const names = enumeration('Unique Identifier', {
  IDPlaceholder: [0x01, '2.0'],
  Certify: [0x02, '2.0'],
  Create: [0x03, '2.0'],
  CreateKeyPair: [0x04, '2.0'],
  CreateKeyPairPrivateKey: [0x05, '2.0'],
  CreateKeyPairPublicKey: [0x06, '2.0'],
  CreateSplitKey: [0x07, '2.0'],
  DeriveKey: [0x08, '2.0'],
  Import: [0x09, '2.0'],
  JoinSplitKey: [0x0a, '2.0'],
  Locate: [0x0b, '2.0'],
  Register: [0x0c, '2.0'],
  ReKey: [0x0d, '2.0'],
  ReCertify: [0x0e, '2.0'],
  ReKeyKeyPair: [0x0f, '2.0'],
  ReKeyKeyPairPrivateKey: [0x10, '2.0'],
  ReKeyKeyPairPublicKey: [0x11, '2.0'],
  ReProvision: [0x12, '3.0'],
  CreateUser: [0x13, '3.0'],
  CreateGroup: [0x14, '3.0'],
  CreateCredential: [0x15, '3.0'],
})

/** Unique Identifier. KMIP 2.1 §11.58. */
export type UniqueIdentifierEnumeration = NamesOf<typeof names>
export const UniqueIdentifierEnumeration: Enumeration<Exclude<UniqueIdentifierEnumeration, `0x${string}`>> = names
