import { Field } from '../../schema/field.ts'
import { text } from '../../schema/primitive.ts'
import type { Type } from '../../schema/type.ts'
import { numberOfUnnamed, toUnnamed } from '../../schema/unnamed.ts'
import { ItemType } from '../../wire/item.ts'
import type { EnumerationNames } from '../../wire/reader.ts'
import { structure } from '../define.ts'
import { tagNames } from '../tag.ts'
import { attributeNames, attributeOfId } from './table.ts'
import { customName, type VendorAttributeName, vendorOf } from './vendor.ts'

/** Which attribute: its tag id (`CryptographicLength`), or vendor and name. */
export type AttributeReference = string | VendorAttributeName

/** A tag as an enumeration value (KMIP 2.1 §5.5). */
const tagEnumeration: EnumerationNames = {
  title: 'Tag',
  nameOf: (value) => tagNames.idOf(value) ?? toUnnamed(value),
  codeOf: (name) => tagNames.tagOf(name) ?? numberOfUnnamed(name),
}

const vendorReference = structure('AttributeReference', { vendorIdentification: text(), attributeName: text() })

const byTag: Type<AttributeReference> = {
  title: 'Attribute Reference',
  read: (r, context) =>
    r.type === ItemType.Enumeration ? r.enumeration(tagEnumeration) : vendorReference.type.read(r, context, {}),
  write: (w, tag, value, context) => {
    if (typeof value === 'string') w.enumeration(tag, value, tagEnumeration)
    else vendorReference.type.write(w, tag, value, context, {})
  },
}

/** 1.x: an Attribute Name (KMIP 1.4 §2.1.1). */
const byName: Type<AttributeReference> = {
  title: 'Attribute Name',
  read: (r) => r.known(attributeNames)?.id ?? vendorOf(r.text()),
  write: (w, tag, value) =>
    w.text(tag, (typeof value === 'string' ? attributeOfId(value)?.name : customName(value)) ?? String(value)),
}

export const attributeReference = (): Field<AttributeReference> =>
  new Field<AttributeReference>(byTag).was('1.4', { tag: 'AttributeName', type: byName })
