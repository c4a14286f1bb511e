import type { LinkType, UniqueIdentifier } from '../../codec/index.ts'
import type { AttributeInstance, StoredObject } from '../store/store.ts'
import { nextIndex } from './attribute-of.ts'

/** The object with a Link to another one; a link of the same type is replaced. KMIP 1.4 §3.35, 2.1 §4.33. */
export const linked = (object: StoredObject, linkType: LinkType, target: StoredObject): StoredObject => {
  const attributes = object.attributes.filter((each) => each.attribute !== 'Link' || each.value.linkType !== linkType)
  const others = { ...object, attributes: attributes }
  const link: AttributeInstance = {
    attribute: 'Link',
    index: nextIndex(others, (each) => each.attribute === 'Link'),
    value: { linkType, linkedObjectIdentifier: target.uniqueIdentifier },
  }
  return { ...object, attributes: [...attributes, link] }
}

/** The identifier that the object's Link of this type leads to. */
export const linkedIdentifier = (object: StoredObject, linkType: LinkType): UniqueIdentifier | undefined => {
  for (const each of object.attributes)
    if (each.attribute === 'Link' && each.value.linkType === linkType) return each.value.linkedObjectIdentifier
  return undefined
}
