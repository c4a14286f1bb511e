import { type BitsOf, type Mask, mask } from '../schema/mask.ts'

const cryptographicUsageMask_ = mask('Cryptographic Usage Mask', {
  Sign: 0x1,
  Verify: 0x2,
  Encrypt: 0x4,
  Decrypt: 0x8,
  WrapKey: 0x10,
  UnwrapKey: 0x20,
  Export: [0x40, '1.0', '1.4'],
  MACGenerate: 0x80,
  MACVerify: 0x100,
  DeriveKey: 0x200,
  ContentCommitment: [0x400, '1.0', '1.4'],
  KeyAgreement: 0x800,
  CertificateSign: 0x1000,
  CRLSign: 0x2000,
  GenerateCryptogram: [0x4000, '1.0', '1.4'],
  ValidateCryptogram: [0x8000, '1.0', '1.4'],
  TranslateEncrypt: [0x10000, '1.0', '1.4'],
  TranslateDecrypt: [0x20000, '1.0', '1.4'],
  TranslateWrap: [0x40000, '1.0', '1.4'],
  TranslateUnwrap: [0x80000, '1.0', '1.4'],
  Authenticate: [0x100000, '2.0'],
  Unrestricted: [0x200000, '2.0'],
  FPEEncrypt: [0x400000, '2.0'],
  FPEDecrypt: [0x800000, '2.0'],
})

/** Cryptographic Usage Mask. KMIP 1.0 §3.14, 1.2 §3.19, 1.4 §3.19, 2.1 §4.17. */
export type CryptographicUsageMask = BitsOf<typeof cryptographicUsageMask_>
export const CryptographicUsageMask: Mask<Exclude<CryptographicUsageMask, `0x${string}`>> = cryptographicUsageMask_

const storageStatusMask_ = mask('Storage Status Mask', {
  OnLineStorage: 0x1,
  ArchivalStorage: 0x2,
  DestroyedStorage: [0x4, '2.0'],
})

/** Storage Status Mask. KMIP 1.4 §9.1.3.3.2, 2.1 §12.3. */
export type StorageStatusMask = BitsOf<typeof storageStatusMask_>
export const StorageStatusMask: Mask<Exclude<StorageStatusMask, `0x${string}`>> = storageStatusMask_

const protectionStorageMask_ = mask('Protection Storage Mask', {
  Software: [0x1, '2.0'],
  Hardware: [0x2, '2.0'],
  OnProcessor: [0x4, '2.0'],
  OnSystem: [0x8, '2.0'],
  OffSystem: [0x10, '2.0'],
  Hypervisor: [0x20, '2.0'],
  OperatingSystem: [0x40, '2.0'],
  Container: [0x80, '2.0'],
  OnPremises: [0x100, '2.0'],
  OffPremises: [0x200, '2.0'],
  SelfManaged: [0x400, '2.0'],
  Outsourced: [0x800, '2.0'],
  Validated: [0x1000, '2.0'],
  SameJurisdiction: [0x2000, '2.0'],
})

/** Protection Storage Mask. KMIP 2.1 §4.44. */
export type ProtectionStorageMask = BitsOf<typeof protectionStorageMask_>
export const ProtectionStorageMask: Mask<Exclude<ProtectionStorageMask, `0x${string}`>> = protectionStorageMask_

const objectClassMask_ = mask('Object Class Mask', {
  User: [0x1, '3.0'],
  System: [0x2, '3.0'],
})

/** Object Class Mask.  */
export type ObjectClassMask = BitsOf<typeof objectClassMask_>
export const ObjectClassMask: Mask<Exclude<ObjectClassMask, `0x${string}`>> = objectClassMask_
