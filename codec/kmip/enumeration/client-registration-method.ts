import { type Enumeration, enumeration, type NamesOf } from '../../schema/enumeration.ts'

const names = enumeration('Client Registration Method', {
  Unspecified: [0x01, '1.3'],
  ServerPreGenerated: [0x02, '1.3'],
  ServerOnDemand: [0x03, '1.3'],
  ClientGenerated: [0x04, '1.3'],
  ClientRegistered: [0x05, '1.3'],
})

/** Client Registration Method. KMIP 1.4 §9.1.3.2.47, 2.1 §11.10. */
export type ClientRegistrationMethod = NamesOf<typeof names>
export const ClientRegistrationMethod: Enumeration<Exclude<ClientRegistrationMethod, `0x${string}`>> = names
