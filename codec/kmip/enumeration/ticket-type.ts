import { type Enumeration, enumeration, type NamesOf } from '../../schema/enumeration.ts'

const names = enumeration('Ticket Type', {
  Login: [0x01, '2.0'],
})

/** Ticket Type. KMIP 2.1 §11.57. */
export type TicketType = NamesOf<typeof names>
export const TicketType: Enumeration<Exclude<TicketType, `0x${string}`>> = names
