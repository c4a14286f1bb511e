import { enumeration, type NamesOf } from '../../schema/enumeration.ts'

/** Client Registration Method. KMIP 1.4 §9.1.3.2.47, 2.1 §11.10. */
export const ClientRegistrationMethod = enumeration('Client Registration Method', {
  Unspecified: [0x01, '1.3'],
  ServerPreGenerated: [0x02, '1.3'],
  ServerOnDemand: [0x03, '1.3'],
  ClientGenerated: [0x04, '1.3'],
  ClientRegistered: [0x05, '1.3'],
})
export type ClientRegistrationMethod = NamesOf<typeof ClientRegistrationMethod>

/** Destroy Action. KMIP 1.4 §9.1.3.2.44, 2.1 §11.15. */
export const DestroyAction = enumeration('Destroy Action', {
  Unspecified: [0x01, '1.3'],
  KeyMaterialDeleted: [0x02, '1.3'],
  KeyMaterialShredded: [0x03, '1.3'],
  MetaDataDeleted: [0x04, '1.3'],
  MetaDataShredded: [0x05, '1.3'],
  Deleted: [0x06, '1.3'],
  Shredded: [0x07, '1.3'],
})
export type DestroyAction = NamesOf<typeof DestroyAction>

/** Query Function. KMIP 1.4 §9.1.3.2.24, 2.1 §11.44. */
export const QueryFunction = enumeration('Query Function', {
  QueryOperations: 0x01,
  QueryObjects: 0x02,
  QueryServerInformation: 0x03,
  QueryApplicationNamespaces: 0x04,
  QueryExtensionList: [0x05, '1.1'],
  QueryExtensionMap: [0x06, '1.1'],
  QueryAttestationTypes: [0x07, '1.2'],
  QueryRNGs: [0x08, '1.3'],
  QueryValidations: [0x09, '1.3'],
  QueryProfiles: [0x0a, '1.3'],
  QueryCapabilities: [0x0b, '1.3'],
  QueryClientRegistrationMethods: [0x0c, '1.3'],
  QueryDefaultsInformation: [0x0d, '2.0'],
  QueryStorageProtectionMasks: [0x0e, '2.0'],
  QueryCredentialInformation: [0x0f, '3.0'],
})
export type QueryFunction = NamesOf<typeof QueryFunction>

/** Shredding Algorithm. KMIP 1.4 §9.1.3.2.45, 2.1 §11.53. */
export const ShreddingAlgorithm = enumeration('Shredding Algorithm', {
  Unspecified: [0x01, '1.3'],
  Cryptographic: [0x02, '1.3'],
  Unsupported: [0x03, '1.3'],
})
export type ShreddingAlgorithm = NamesOf<typeof ShreddingAlgorithm>

/** Unwrap Mode. KMIP 1.4 §9.1.3.2.43, 2.1 §11.59. */
export const UnwrapMode = enumeration('Unwrap Mode', {
  Unspecified: [0x01, '1.3'],
  Processed: [0x02, '1.3'],
  NotProcessed: [0x03, '1.3'],
})
export type UnwrapMode = NamesOf<typeof UnwrapMode>

/** Validation Authority Type. KMIP 1.4 §9.1.3.2.40, 2.1 §11.63. */
export const ValidationAuthorityType = enumeration('Validation Authority Type', {
  Unspecified: [0x01, '1.3'],
  NISTCMVP: [0x02, '1.3'],
  CommonCriteria: [0x03, '1.3'],
})
export type ValidationAuthorityType = NamesOf<typeof ValidationAuthorityType>

/** Validation Type. KMIP 1.4 §9.1.3.2.41, 2.1 §11.64. */
export const ValidationType = enumeration('Validation Type', {
  Unspecified: [0x01, '1.3'],
  Hardware: [0x02, '1.3'],
  Software: [0x03, '1.3'],
  Firmware: [0x04, '1.3'],
  Hybrid: [0x05, '1.3'],
})
export type ValidationType = NamesOf<typeof ValidationType>
