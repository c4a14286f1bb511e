import { numberOf } from '../../schema/enumeration.ts'
import type { Field } from '../../schema/field.ts'
import { boolean, integer, rest, text } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import type { Type } from '../../schema/type.ts'
import { structure } from '../define.ts'
import { ItemType } from '../enumeration/messages.ts'
import { ProfileName } from '../enumeration/profile-name.ts'
import {
  DestroyAction,
  ShreddingAlgorithm,
  UnwrapMode,
  ValidationAuthorityType,
  ValidationType,
} from '../enumeration/query.ts'
import { RNGMode } from '../enumeration/random.ts'

const capabilityInformation = structure('CapabilityInformation', {
  streamingCapability: boolean().optional(),
  asynchronousCapability: boolean().optional(),
  attestationCapability: boolean().optional(),
  batchUndoCapability: boolean().optional().since('1.4'),
  batchContinueCapability: boolean().optional().since('1.4'),
  unwrapMode: UnwrapMode.optional(),
  destroyAction: DestroyAction.optional(),
  shreddingAlgorithm: ShreddingAlgorithm.optional(),
  rngMode: RNGMode.optional(),
  quantumSafeCapability: boolean().optional().since('2.0'),
})

/** Capability Information. KMIP 1.4 §2.1.21, 2.1 §7.5. */
export interface CapabilityInformation extends ValueOf<typeof capabilityInformation> {}
export const CapabilityInformation: Field<CapabilityInformation> = capabilityInformation

/** An Integer up to 1.4, an enumeration from 2.0 on, with the same numbers. KMIP 1.4 §2.1.9, 2.1 §7.13. */
const extensionTypeAsInteger: Type<ItemType> = {
  title: 'Extension Type',
  read: (r) => ItemType.nameOf(r.integer()) as ItemType,
  write: (w, tag, value) => w.integer(tag, numberOf(ItemType, value)),
}

export const ExtensionType: Field<ItemType> = ItemType.was('1.4', { type: extensionTypeAsInteger })

const extensionInformation = structure('ExtensionInformation', {
  extensionName: text(),
  extensionTag: integer().optional(),
  extensionType: ExtensionType.optional(),
  extensionEnumeration: integer().optional().since('2.0'),
  extensionAttribute: boolean().optional().since('2.0'),
  extensionParentStructureTag: integer().optional().since('2.0'),
  extensionDescription: text().optional().since('2.0'),
})

/** Extension Information. KMIP 1.2 §2.1.9, 1.4 §2.1.9, 2.1 §7.13. */
export interface ExtensionInformation extends ValueOf<typeof extensionInformation> {}
export const ExtensionInformation: Field<ExtensionInformation> = extensionInformation

const profileVersion = structure('ProfileVersion', {
  profileVersionMajor: integer(),
  profileVersionMinor: integer(),
})

/** Profile Version. KMIP 2.1 §7.32. */
export interface ProfileVersion extends ValueOf<typeof profileVersion> {}
export const ProfileVersion: Field<ProfileVersion> = profileVersion

const profileInformation = structure('ProfileInformation', {
  profileName: ProfileName,
  profileVersion: ProfileVersion.optional().since('2.0'),
  serverURI: text().optional(),
  serverPort: integer().optional(),
})

/** Profile Information. KMIP 1.4 §2.1.19, 2.1 §7.31. */
export interface ProfileInformation extends ValueOf<typeof profileInformation> {}
export const ProfileInformation: Field<ProfileInformation> = profileInformation

const serverInformation = structure('ServerInformation', {
  serverName: text().optional().since('2.0'),
  serverSerialNumber: text().optional().since('2.0'),
  serverVersion: text().optional().since('2.0'),
  serverLoad: text().optional().since('2.0'),
  productName: text().optional().since('2.0'),
  buildLevel: text().optional().since('2.0'),
  buildDate: text().optional().since('2.0'),
  clusterInfo: text().optional().since('2.0'),
  alternateFailoverEndpoints: text().optional().many().since('2.0'),
  items: rest(),
})

/** Server Information. KMIP 2.1 §7.37. */
export interface ServerInformation extends ValueOf<typeof serverInformation> {}
export const ServerInformation: Field<ServerInformation> = serverInformation

const validationInformation = structure('ValidationInformation', {
  validationAuthorityType: ValidationAuthorityType,
  validationAuthorityCountry: text().optional(),
  validationAuthorityURI: text().optional(),
  validationVersionMajor: integer(),
  validationVersionMinor: integer().optional(),
  validationType: ValidationType,
  validationLevel: integer(),
  validationCertificateIdentifier: text().optional(),
  validationCertificateURI: text().optional(),
  validationVendorURI: text().optional(),
  validationProfile: text().optional().many(),
})

/** Validation Information. KMIP 1.4 §2.1.20, 2.1 §7.41. */
export interface ValidationInformation extends ValueOf<typeof validationInformation> {}
export const ValidationInformation: Field<ValidationInformation> = validationInformation
