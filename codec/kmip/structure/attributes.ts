import type { Field } from '../../schema/field.ts'
import { longInteger, text } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'
import {
  AlternativeNameType,
  DeactivationReasonCode,
  KeyValueLocationType,
  LinkType,
  NameType,
  RevocationReasonCode,
  RotateNameType,
  UsageLimitsUnit,
} from '../enumeration/attributes.ts'
import { UniqueIdentifier } from './unique-identifier.ts'

const alternativeName = structure('AlternativeName', {
  alternativeNameValue: text(),
  alternativeNameType: AlternativeNameType,
})

/** Alternative Name. KMIP 1.2 §3.40, 1.4 §3.40, 2.1 §4.2. */
export interface AlternativeName extends ValueOf<typeof alternativeName> {}
export const AlternativeName: Field<AlternativeName> = alternativeName

const applicationSpecificInformation = structure('ApplicationSpecificInformation', {
  applicationNamespace: text(),
  applicationData: text().optional(),
})

/** Application Specific Information. KMIP 1.0 §3.30, 1.2 §3.36, 1.4 §3.36, 2.1 §4.4. */
export interface ApplicationSpecificInformation extends ValueOf<typeof applicationSpecificInformation> {}
export const ApplicationSpecificInformation: Field<ApplicationSpecificInformation> = applicationSpecificInformation

const deactivationReason = structure('DeactivationReason', {
  deactivationReasonCode: DeactivationReasonCode.since('2.1'),
  deactivationMessage: text().optional().since('2.1'),
})

/** Deactivation Reason. */
export interface DeactivationReason extends ValueOf<typeof deactivationReason> {}
export const DeactivationReason: Field<DeactivationReason> = deactivationReason

const keyValueLocation = structure('KeyValueLocation', {
  keyValueLocationValue: text(),
  keyValueLocationType: KeyValueLocationType,
})

/** Key Value Location. KMIP 1.2 §3.42, 1.4 §3.42, 2.1 §4.27. */
export interface KeyValueLocation extends ValueOf<typeof keyValueLocation> {}
export const KeyValueLocation: Field<KeyValueLocation> = keyValueLocation

const link = structure('Link', {
  linkType: LinkType,
  linkedObjectIdentifier: UniqueIdentifier,
})

/** Link. KMIP 1.0 §3.29, 1.2 §3.35, 1.4 §3.35, 2.1 §4.31. */
export interface Link extends ValueOf<typeof link> {}
export const Link: Field<Link> = link

const name = structure('Name', {
  nameValue: text(),
  nameType: NameType,
})

/** Name. KMIP 1.0 §3.2, 1.2 §3.2, 1.4 §3.2, 2.1 §4.32. */
export interface Name extends ValueOf<typeof name> {}
export const Name: Field<Name> = name

const revocationReason = structure('RevocationReason', {
  revocationReasonCode: RevocationReasonCode,
  revocationMessage: text().optional(),
})

/** Revocation Reason. KMIP 1.0 §3.26, 1.2 §3.31, 1.4 §3.31, 2.1 §4.47. */
export interface RevocationReason extends ValueOf<typeof revocationReason> {}
export const RevocationReason: Field<RevocationReason> = revocationReason

const rotateName = structure('RotateName', {
  rotateNameValue: text(),
  rotateNameType: RotateNameType,
})

/** Rotate Name. KMIP 2.1 §4.53. */
export interface RotateName extends ValueOf<typeof rotateName> {}
export const RotateName: Field<RotateName> = rotateName

const usageLimits = structure('UsageLimits', {
  usageLimitsTotal: longInteger(),
  /** Absent when a client sets the limits. */
  usageLimitsCount: longInteger().optional(),
  usageLimitsUnit: UsageLimitsUnit,
})

/** Usage Limits. KMIP 1.0 §3.16, 1.2 §3.21, 1.4 §3.21, 2.1 §4.59. */
export interface UsageLimits extends ValueOf<typeof usageLimits> {}
export const UsageLimits: Field<UsageLimits> = usageLimits
