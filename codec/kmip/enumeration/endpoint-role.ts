import { type Enumeration, enumeration, type NamesOf } from '../../schema/enumeration.ts'

const names = enumeration('Endpoint Role', {
  Client: [0x01, '2.0'],
  Server: [0x02, '2.0'],
})

/** Endpoint Role. KMIP 2.1 §11.19. */
export type EndpointRole = NamesOf<typeof names>
export const EndpointRole: Enumeration<Exclude<EndpointRole, `0x${string}`>> = names
