import { Field } from '../../schema/field.ts'
import { bytes, dateTimeExtended, text } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import type { Type } from '../../schema/type.ts'
import type { Item } from '../../wire/item.ts'
import { structure } from '../define.ts'
import { AttestationType, CredentialType, TicketType } from '../enumeration/credentials.ts'
import { HashingAlgorithm } from '../enumeration/cryptography.ts'

const ticket = structure('Ticket', {
  ticketType: TicketType,
  ticketValue: bytes(),
})

/** Ticket. KMIP 2.1 §7.39. */
export interface Ticket extends ValueOf<typeof ticket> {}
export const Ticket: Field<Ticket> = ticket

const nonce = structure('Nonce', {
  nonceID: bytes(),
  nonceValue: bytes(),
})

/** Nonce. KMIP 1.2 §2.1.14, 1.4 §2.1.14, 2.1 §9.14. */
export interface Nonce extends ValueOf<typeof nonce> {}
export const Nonce: Field<Nonce> = nonce

/** Credential Value by Credential Type (KMIP 1.4 §2.1.2, 2.1 §9.11). */
export const credentialValues = {
  UsernameAndPassword: structure('CredentialValue', { username: text(), password: text().optional() }),
  Device: structure('CredentialValue', {
    deviceSerialNumber: text().optional(),
    password: text().optional(),
    deviceIdentifier: text().optional(),
    networkIdentifier: text().optional(),
    machineIdentifier: text().optional(),
    mediaIdentifier: text().optional(),
  }),
  Attestation: structure('CredentialValue', {
    nonce: Nonce,
    attestationType: AttestationType,
    attestationMeasurement: bytes().optional(),
    attestationAssertion: bytes().optional(),
  }),
  OneTimePassword: structure('CredentialValue', {
    username: text(),
    password: text().optional(),
    oneTimePassword: text(),
  }),
  HashedPassword: structure('CredentialValue', {
    username: text(),
    timeStamp: dateTimeExtended(),
    hashingAlgorithm: HashingAlgorithm.optional(),
    hashedPassword: bytes(),
  }),
  Ticket: structure('CredentialValue', { ticket: Ticket }),
} as const

type CredentialValues = { [T in keyof typeof credentialValues]: ValueOf<(typeof credentialValues)[T]> }
export type CredentialValue = CredentialValues[keyof CredentialValues] | Item
/** The value of one type of credential. */
export type CredentialValueOf<T extends keyof CredentialValues> = CredentialValues[T]

const declared = credentialValues as Readonly<Record<string, Field<any>>>

const valueType: Type<CredentialValue> = {
  title: 'Credential Value',
  read: (r, context, parent) => declared[String(parent.credentialType)]?.type.read(r, context, {}) ?? r.item(),
  write: (w, tag, value, context, parent) => {
    const field = declared[String(parent.credentialType)]
    if (field) field.type.write(w, tag, value, context, {})
    else w.item(value as Item, tag)
  },
}

const credential = structure('Credential', {
  credentialType: CredentialType,
  credentialValue: new Field<CredentialValue>(valueType),
})

/** The requester's identity beyond the certificate. KMIP 1.4 §2.1.2, 2.1 §9.11. */
export interface Credential extends ValueOf<typeof credential> {}
export const Credential: Field<Credential> = credential

const authentication = structure('Authentication', {
  credential: Credential.many(),
})

/** Authentication. KMIP 1.0 §6.6, 1.2 §6.6, 1.4 §6.6, 2.1 §9.4. */
export interface Authentication extends ValueOf<typeof authentication> {}
export const Authentication: Field<Authentication> = authentication
