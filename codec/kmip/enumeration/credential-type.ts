import { type Enumeration, enumeration, type NamesOf } from '../../schema/enumeration.ts'

const names = enumeration('Credential Type', {
  UsernameAndPassword: 0x01,
  Device: [0x02, '1.1'],
  Attestation: [0x03, '1.2'],
  OneTimePassword: [0x04, '2.0'],
  HashedPassword: [0x05, '2.0'],
  Ticket: [0x06, '2.0'],
  Password: [0x07, '3.0'],
  Certificate: [0x08, '3.0'],
})

/** Credential Type. KMIP 1.4 §9.1.3.2.1, 2.1 §11.11. */
export type CredentialType = NamesOf<typeof names>
export const CredentialType: Enumeration<Exclude<CredentialType, `0x${string}`>> = names
