import type { Field } from '../../schema/field.ts'
import { any, text } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'

const fields = structure('Attribute', {
  vendorIdentification: text(),
  attributeName: text(),
  attributeValue: any(),
})

/**
 * An attribute that the standard does not define (KMIP 2.1 §4.60). In 1.x it is a custom attribute (1.4 §3.39): `x-Shelf` is
 * vendor `x`, name `Shelf`; a name without such a prefix has the empty vendor.
 */
export interface VendorAttribute extends ValueOf<typeof fields> {}
export const vendorAttribute: Field<VendorAttribute> = fields

export interface VendorAttributeName {
  readonly vendorIdentification: string
  readonly attributeName: string
}

/** The prefix of a vendor attribute's 1.x name; `undefined` when 1.x cannot name it. */
export const customPrefix = ({ vendorIdentification }: VendorAttributeName): '' | 'x-' | 'y-' | undefined => {
  if (vendorIdentification === '') return ''
  if (vendorIdentification === 'x') return 'x-'
  return vendorIdentification === 'y' ? 'y-' : undefined
}

/** The 1.x name of a vendor attribute; `undefined` when 1.x cannot name it. */
export const customName = (attribute: VendorAttributeName): string | undefined => {
  const prefix = customPrefix(attribute)
  return prefix === undefined ? undefined : prefix + attribute.attributeName
}

export const vendorOf = (name: string): VendorAttributeName => {
  return name.startsWith('x-') || name.startsWith('y-')
    ? { vendorIdentification: name.charAt(0), attributeName: name.slice(2) }
    : { vendorIdentification: '', attributeName: name }
}
