import type { LinkType, UniqueIdentifier } from '../../codec/index.ts'
import type { AttributeInstance, StoredObject } from '../store/store.ts'
import { findNextIndex } from './object-attributes.ts'

/** The object with a Link to another one; a link of the same type is replaced. KMIP 1.4 §3.35, 2.1 §4.33. */
export const setLink = (object: StoredObject, linkType: LinkType, target: StoredObject): StoredObject => {
  const attributes = object.attributes.filter((each) => each.attribute !== 'Link' || each.value.linkType !== linkType)
  return addLink({ ...object, attributes }, linkType, target)
}

/** The object with one more Link. Types that lead to several objects: Derived Key, Derivation Base Object, Certificate of a public key. */
export const addLink = (object: StoredObject, linkType: LinkType, target: StoredObject): StoredObject => {
  const link: AttributeInstance = {
    attribute: 'Link',
    index: findNextIndex(object, (each) => each.attribute === 'Link'),
    value: { linkType, linkedObjectIdentifier: target.uniqueIdentifier },
  }
  return { ...object, attributes: [...object.attributes, link] }
}

/** The identifier that the object's Link of this type leads to. */
export const findLinkedIdentifier = (object: StoredObject, linkType: LinkType): UniqueIdentifier | undefined => {
  for (const each of object.attributes)
    if (each.attribute === 'Link' && each.value.linkType === linkType) return each.value.linkedObjectIdentifier
  return undefined
}

/** The object with a Link to `target` in place of the one to the object of this identifier. */
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

/** The identifiers that the object's Links of this type lead to. */
export const findLinkedIdentifiers = (object: StoredObject, linkType: LinkType): UniqueIdentifier[] =>
  object.attributes.flatMap((each) =>
    each.attribute === 'Link' && each.value.linkType === linkType ? [each.value.linkedObjectIdentifier] : [],
  )
