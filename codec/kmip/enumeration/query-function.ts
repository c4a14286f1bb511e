import { type Enumeration, enumeration, type NamesOf } from '../../schema/enumeration.ts'

const names = enumeration('Query Function', {
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

/** Query Function. KMIP 1.4 §9.1.3.2.24, 2.1 §11.44. */
export type QueryFunction = NamesOf<typeof names>
export const QueryFunction: Enumeration<Exclude<QueryFunction, `0x${string}`>> = names
