import { enumeration, type NamesOf } from '../../schema/enumeration.ts'

/** Attestation Type. KMIP 1.4 §9.1.3.2.36, 2.1 §11.4. */
export const AttestationType = enumeration('Attestation Type', {
  TPMQuote: [0x01, '1.2'],
  TCGIntegrityReport: [0x02, '1.2'],
  SAMLAssertion: [0x03, '1.2'],
})
export type AttestationType = NamesOf<typeof AttestationType>

/** Credential Type. KMIP 1.4 §9.1.3.2.1, 2.1 §11.11. */
export const CredentialType = enumeration('Credential Type', {
  UsernameAndPassword: 0x01,
  Device: [0x02, '1.1'],
  Attestation: [0x03, '1.2'],
  OneTimePassword: [0x04, '2.0'],
  HashedPassword: [0x05, '2.0'],
  Ticket: [0x06, '2.0'],
  Password: [0x07, '3.0'],
  Certificate: [0x08, '3.0'],
})
export type CredentialType = NamesOf<typeof CredentialType>

/** Ticket Type. KMIP 2.1 §11.57. */
export const TicketType = enumeration('Ticket Type', {
  Login: [0x01, '2.0'],
})
export type TicketType = NamesOf<typeof TicketType>
