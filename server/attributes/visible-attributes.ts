import {
  type AttributeId,
  type AttributeInstance,
  type AttributeReference,
  customName,
  KmipError,
  type Version,
} from '../../codec/index.ts'
import { hasAttributesByTag } from '../../codec/kmip/version.ts'
import type { StoredObject } from '../store/store.ts'
import { isVisible } from './rules.ts'

const isNameable = (instance: AttributeInstance, version: Version): boolean =>
  instance.attribute !== 'Attribute' || hasAttributesByTag(version) || customName(instance.value) !== undefined

/** Clients of 1.x see one Digest (TC-181-12). The Digest of the default format came with 2.0. */
const isDigestShown = ({ attribute, index }: AttributeInstance, version: Version): boolean =>
  attribute !== 'Digest' || !index || hasAttributesByTag(version)

/** Omits Attribute Index 0, as responses do (KMIP 1.4 §2.1.1). */
export const omitZeroIndex = ({ attribute, index, value }: AttributeInstance): AttributeInstance =>
  (index ? { attribute, index, value } : { attribute, value }) as AttributeInstance

/** The attributes that a client of this version sees, in the order they were set. */
export const listVisibleAttributes = (object: StoredObject, version: Version): AttributeInstance[] =>
  object.attributes.filter(
    (each) =>
      isVisible(each.attribute, object.objectType, version) &&
      isNameable(each, version) &&
      isDigestShown(each, version),
  )

const isReferenceTo = (reference: AttributeReference, instance: AttributeInstance): boolean =>
  typeof reference === 'string'
    ? instance.attribute === reference
    : instance.attribute === 'Attribute' &&
      instance.value.attributeName === reference.attributeName &&
      instance.value.vendorIdentification === reference.vendorIdentification

const toReferenceKey = (reference: AttributeReference): string =>
  typeof reference === 'string' ? reference : `${reference.vendorIdentification}/${reference.attributeName}`

/** The requested attributes in the requested order, by default all. Unset attributes are omitted. */
export const selectAttributes = (
  object: StoredObject,
  references: readonly AttributeReference[] | undefined,
  version: Version,
): AttributeInstance[] => {
  const all = listVisibleAttributes(object, version).map(omitZeroIndex)
  if (!references?.length) return all
  if (new Set(references.map(toReferenceKey)).size < references.length)
    throw new KmipError('InvalidMessage', 'The request names an attribute twice.')
  return references.flatMap((reference) => all.filter((each) => isReferenceTo(reference, each)))
}

/** The references of all set attributes, each once. */
export const listVisibleReferences = (object: StoredObject, version: Version): AttributeReference[] => {
  const seen = new Map<string, AttributeReference>()
  for (const each of listVisibleAttributes(object, version)) {
    const reference: AttributeReference =
      each.attribute === 'Attribute'
        ? { vendorIdentification: each.value.vendorIdentification, attributeName: each.value.attributeName }
        : (each.attribute satisfies AttributeId)
    seen.set(toReferenceKey(reference), reference)
  }
  return [...seen.values()]
}
