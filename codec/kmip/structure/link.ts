import type { Field } from '../../schema/field.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'
import { LinkType } from '../enumeration/attributes.ts'
import { UniqueIdentifier } from './unique-identifier.ts'

const fields = structure('Link', {
  linkType: LinkType,
  linkedObjectIdentifier: UniqueIdentifier,
})

/** Link. KMIP 1.0 §3.29, 1.2 §3.35, 1.4 §3.35, 2.1 §4.31. */
export interface Link extends ValueOf<typeof fields> {}
export const Link: Field<Link> = fields
