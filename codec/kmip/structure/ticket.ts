import type { Field } from '../../schema/field.ts'
import { bytes } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'
import { TicketType } from '../enumeration/credentials.ts'

const fields = structure('Ticket', {
  ticketType: TicketType,
  ticketValue: bytes(),
})

/** Ticket. KMIP 2.1 §7.39. */
export interface Ticket extends ValueOf<typeof fields> {}
export const Ticket: Field<Ticket> = fields
