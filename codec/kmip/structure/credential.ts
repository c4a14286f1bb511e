import { Field } from '../../schema/field.ts'
import { bytes, dateTimeExtended, text } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import type { Type } from '../../schema/type.ts'
import type { Item } from '../../wire/item.ts'
import { structure } from '../define.ts'
import { AttestationType, CredentialType } from '../enumeration/credentials.ts'
import { HashingAlgorithm } from '../enumeration/cryptography.ts'
import { Nonce } from './nonce.ts'
import { Ticket } from './ticket.ts'

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
    const own = declared[String(parent.credentialType)]
    if (own) own.type.write(w, tag, value, context, {})
    else w.item(value as Item, tag)
  },
}

const fields = structure('Credential', {
  credentialType: CredentialType,
  credentialValue: new Field<CredentialValue>(valueType),
})

/** Who asks, beyond the certificate. KMIP 1.4 §2.1.2, 2.1 §9.11. */
export interface Credential extends ValueOf<typeof fields> {}
export const Credential: Field<Credential> = fields
