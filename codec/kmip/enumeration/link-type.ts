import { type Enumeration, enumeration, type NamesOf } from '../../schema/enumeration.ts'

const names = enumeration('Link Type', {
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

/** Link Type. KMIP 1.4 §9.1.3.2.20, 2.1 §11.28. */
export type LinkType = NamesOf<typeof names>
export const LinkType: Enumeration<Exclude<LinkType, `0x${string}`>> = names
