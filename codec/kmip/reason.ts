import { ResultReason } from './enumeration/result-reason.ts'
import { livesIn, type Version } from './version.ts'

/**
 * The reason in an older version's error tables for each reason that a later version added (KMIP 1.4 §11, 2.1 §11.46).
 * Followed until the version has the reason.
 */
const older: Readonly<Partial<Record<ResultReason, ResultReason>>> = {
  AttributeInstanceNotFound: 'ItemNotFound',
  AttributeNotFound: 'ItemNotFound',
  AttributeReadOnly: 'PermissionDenied',
  AttributeSingleValued: 'IllegalOperation',
  BadCryptographicParameters: 'InvalidField',
  BadPassword: 'InvalidField',
  CodecError: 'InvalidMessage',
  ConstraintViolation: 'PermissionDenied',
  IllegalObjectType: 'InvalidField',
  IncompatibleCryptographicUsageMask: 'PermissionDenied',
  InternalServerError: 'GeneralFailure',
  InvalidAsynchronousCorrelationValue: 'ItemNotFound',
  InvalidAttribute: 'InvalidField',
  InvalidAttributeValue: 'InvalidField',
  InvalidCorrelationValue: 'ItemNotFound',
  InvalidCSR: 'InvalidField',
  InvalidDataType: 'InvalidField',
  InvalidObjectType: 'InvalidField',
  KeyValueNotPresent: 'InvalidField',
  KeyWrapTypeNotSupported: 'FeatureNotSupported',
  MissingInitializationVector: 'InvalidMessage',
  MultiValuedAttribute: 'IllegalOperation',
  NonUniqueNameAttribute: 'InvalidField',
  NotExtractable: 'PermissionDenied',
  NumericRange: 'InvalidField',
  ObjectAlreadyExists: 'InvalidField',
  ObjectDestroyed: 'ItemNotFound',
  ObjectNotFound: 'ItemNotFound',
  ReadOnlyAttribute: 'PermissionDenied',
  Sensitive: 'PermissionDenied',
  ServerLimitExceeded: 'GeneralFailure',
  UnknownEnumeration: 'InvalidField',
  UnknownMessageExtension: 'FeatureNotSupported',
  UnknownObjectGroup: 'ItemNotFound',
  UnknownTag: 'InvalidField',
  UnsupportedAttribute: 'InvalidField',
  UnsupportedCryptographicParameters: 'InvalidField',
  UnsupportedProtocolVersion: 'InvalidMessage',
  UsageLimitExceeded: 'PermissionDenied',
  WrappingObjectArchived: 'ObjectArchived',
  WrappingObjectDestroyed: 'ItemNotFound',
  WrappingObjectNotFound: 'ItemNotFound',
  WrongKeyLifecycleState: 'PermissionDenied',
}

/** The Result Reason as `version` has it. */
export const translateReason = (version: Version, reason: ResultReason): ResultReason => {
  const entry = ResultReason.has(reason) ? ResultReason.entries.get(reason) : undefined
  if (!entry || livesIn(version, entry.since)) return reason
  const before = older[reason]
  return before ? translateReason(version, before) : 'GeneralFailure'
}
