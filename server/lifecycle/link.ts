import type { LinkType, UniqueIdentifier } from '../../codec/index.ts'
import type { AttributeInstance, StoredObject } from '../store/store.ts'
import { findNextIndex } from './object-attributes.ts'

/** Sets a Link and replaces Links of the same type. KMIP 1.4 §3.35, 2.1 §4.33. */
export const setLink = (object: StoredObject, linkType: LinkType, target: StoredObject): StoredObject => {
  const attributes = object.attributes.filter((each) => each.attribute !== 'Link' || each.value.linkType !== linkType)
  return addLink({ ...object, attributes }, linkType, target)
}

/** Adds a Link. An object may have several Derived Key, Derivation Base Object and Certificate Links. */
export const addLink = (object: StoredObject, linkType: LinkType, target: StoredObject): StoredObject => {
  const link: AttributeInstance = {
    attribute: 'Link',
    index: findNextIndex(object, (each) => each.attribute === 'Link'),
    value: { linkType, linkedObjectIdentifier: target.uniqueIdentifier },
  }
  return { ...object, attributes: [...object.attributes, link] }
}

/** The identifier in the object's Link of this type. */
export const findLinkedIdentifier = (object: StoredObject, linkType: LinkType): UniqueIdentifier | undefined => {
  for (const each of object.attributes)
    if (each.attribute === 'Link' && each.value.linkType === linkType) return each.value.linkedObjectIdentifier
  return undefined
}

/** Replaces the Link to the object with this identifier by one to `target`. */
export const replaceLink = (
  object: StoredObject,
  linkType: LinkType,
  identifier: string,
  target: StoredObject,
): StoredObject => {
  const attributes = object.attributes.filter(
    (each) =>
      each.attribute !== 'Link' || each.value.linkType !== linkType || each.value.linkedObjectIdentifier !== identifier,
  )
  return addLink({ ...object, attributes }, linkType, target)
}

/** The identifiers in the object's Links of this type. */
export const findLinkedIdentifiers = (object: StoredObject, linkType: LinkType): UniqueIdentifier[] =>
  object.attributes.flatMap((each) =>
    each.attribute === 'Link' && each.value.linkType === linkType ? [each.value.linkedObjectIdentifier] : [],
  )
