import type { Field } from '../../schema/field.ts'
import type { Type } from '../../schema/type.ts'
import { AsynchronousIndicator } from '../enumeration/messages.ts'

/** A Boolean up to 1.4 (true: the client can poll), an enumeration from 2.0 on. KMIP 1.4 §6.7, 2.1 §9.2. */
const asBoolean: Type<AsynchronousIndicator> = {
  title: 'Asynchronous Indicator',
  read: (r) => (r.boolean() ? 'Optional' : 'Prohibited'),
  write: (w, tag, value) => w.boolean(tag, value !== 'Prohibited'),
}

export const AsynchronousIndicatorField: Field<AsynchronousIndicator> = AsynchronousIndicator.was('1.4', {
  type: asBoolean,
})
