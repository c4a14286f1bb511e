/**
 * The codec: TTLV, XML and JSON, and KMIP 1.0 to 2.1 declared as data above them. Depends on no other room.
 */

export type { AttributeRules, Condition } from './kmip/attribute/declare.ts'
export type { AttributeList, TemplateReference } from './kmip/attribute/list.ts'
export type { AttributeReference } from './kmip/attribute/reference.ts'
export { type AttributesByKey, attributeList, valueIn, valuesIn } from './kmip/attribute/select.ts'
export {
  type AttributeId,
  type AttributeInstance,
  type AttributeValues,
  attributeOfId,
  attributeOfName,
  attributeOfTag,
  attributes,
  type NamedAttribute,
} from './kmip/attribute/table.ts'
export { customName, type VendorAttribute, type VendorAttributeName, vendorOf } from './kmip/attribute/vendor.ts'
export type { AnyOperation, OperationDeclaration } from './kmip/define.ts'
export * from './kmip/enumeration/index.ts'
export { KmipError } from './kmip/error.ts'
export { CryptographicUsageMask, ProtectionStorageMask, StorageStatusMask } from './kmip/mask.ts'
export type {
  RequestBatchItem,
  RequestHeader,
  RequestMessage,
  ResponseBatchItem,
  ResponseHeader,
  ResponseMessage,
} from './kmip/message.ts'
export type { KeyBlock } from './kmip/object/key-block.ts'
export type { KeyMaterial, KeyValue, PlainKeyValue } from './kmip/object/key-value.ts'
export {
  keyBlockOf,
  keyMaterialOf,
  type ManagedObject,
  type ManagedObjectKey,
  objectTypeOf,
  objectTypes,
  withKeyBlock,
} from './kmip/object/managed-object.ts'
export * from './kmip/operation/index.ts'
export {
  type ClientOperation,
  clientOperations,
  type OperationName,
  operations,
  type RequestOf,
  type ResponseOf,
} from './kmip/operation/table.ts'
export { translateReason } from './kmip/reason.ts'
export { isSecretKey, isSecretTag } from './kmip/secret-tag.ts'
export type { Name } from './kmip/structure/attributes.ts'
export type { Authentication, Credential, CredentialValueOf } from './kmip/structure/credentials.ts'
export type { CryptographicParameters } from './kmip/structure/cryptography.ts'
export type { KeyWrappingSpecification } from './kmip/structure/key-wrapping.ts'
export type { Data } from './kmip/structure/operations.ts'
export type { LeaseTime, Right } from './kmip/structure/rights.ts'
export type { UniqueIdentifier } from './kmip/structure/unique-identifier.ts'
export { keyOf, Tag, type TagId, type TagKey, tagNames } from './kmip/tag.ts'
export {
  protocolVersionOf,
  type SpokenVersion,
  spokenVersions,
  type Version,
  versionOf,
  versions,
} from './kmip/version.ts'
export {
  type ResponseReading,
  readRequest,
  readResponse,
  readResponseLeniently,
  writeRequest,
  writeResponse,
} from './kmip/wire-message.ts'
export type { ItemOddity, ItemOddityKind } from './schema/lenient-reading.ts'
export { TtlvReader } from './ttlv/reader.ts'
export { TtlvWriter } from './ttlv/writer.ts'
export { CodecError, type CodecFault } from './wire/error.ts'
export { type Item, ItemType, type ItemValues } from './wire/item.ts'
export { defaultLimits, type Limits } from './wire/limits.ts'
export type { EnumerationNames, MaskNames, Reader, TagNames } from './wire/reader.ts'
export type { Writer } from './wire/writer.ts'
