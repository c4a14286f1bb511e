import type { Field } from '../../schema/field.ts'
import { any, boolean, integer, text } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import type { Type } from '../../schema/type.ts'
import { structure } from '../define.ts'
import { AsynchronousIndicator } from '../enumeration/messages.ts'

/** A Boolean up to 1.4 (true: the client can poll), an enumeration from 2.0 on. KMIP 1.4 §6.7, 2.1 §9.2. */
const asynchronousIndicatorAsBoolean: Type<AsynchronousIndicator> = {
  title: 'Asynchronous Indicator',
  read: (r) => (r.boolean() ? 'Optional' : 'Prohibited'),
  write: (w, tag, value) => w.boolean(tag, value !== 'Prohibited'),
}

export const AsynchronousIndicatorField: Field<AsynchronousIndicator> = AsynchronousIndicator.was('1.4', {
  type: asynchronousIndicatorAsBoolean,
})

const messageExtension = structure('MessageExtension', {
  vendorIdentification: text(),
  criticalityIndicator: boolean(),
  vendorExtension: any(),
})

/** Message Extension. KMIP 1.0 §6.16, 1.2 §6.16, 1.4 §6.16, 2.1 §9.13. */
export interface MessageExtension extends ValueOf<typeof messageExtension> {}
export const MessageExtension: Field<MessageExtension> = messageExtension

const protocolVersion = structure('ProtocolVersion', {
  protocolVersionMajor: integer(),
  protocolVersionMinor: integer(),
})

/** Protocol Version. KMIP 1.0 §6.1, 1.2 §6.1, 1.4 §6.1, 2.1 §9.16. */
export interface ProtocolVersion extends ValueOf<typeof protocolVersion> {}
export const ProtocolVersion: Field<ProtocolVersion> = protocolVersion
