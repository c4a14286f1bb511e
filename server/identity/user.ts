import { z } from 'zod'
import { isPasswordHash } from './credential/password-hash.ts'

/** 1 to 64 of `A-Za-z0-9._@-`, no dot or dash in front: a name is part of a principal and of a file's name. */
export const isUserName = (text: string): boolean => /^[A-Za-z0-9_@][A-Za-z0-9._@-]{0,63}$/.test(text)

const identifier = z.string().min(1).max(1024)

const device = z
  .strictObject({
    deviceSerialNumber: identifier.optional(),
    deviceIdentifier: identifier.optional(),
    networkIdentifier: identifier.optional(),
    machineIdentifier: identifier.optional(),
    mediaIdentifier: identifier.optional(),
  })
  .refine((each) => Object.keys(each).length > 0)

const secret = z.base64().min(1)
const hashed = z.strictObject({ s1: secret, s2: secret })

const schema = z.strictObject({
  name: z.string().refine(isUserName),
  password: z.string().refine(isPasswordHash),
  created: z.iso.datetime(),
  device: device.optional(),
  clients: z.array(z.string().min(1)).optional(),
  oneTimePassword: secret.optional(),
  hashedPassword: hashed.optional(),
})

/** S1 and S2 of KMIP 2.1 §9.11, in Base64. */
export type HashedSecrets = z.infer<typeof hashed>

/** The identifiers of a device: all fields that its Device credential sends (KMIP 1.4 §2.1.2, 2.1 §9.11). */
export type DeviceIdentifiers = z.infer<typeof device>

/** The fields of a device, in the order of the standard. */
export const deviceFields = Object.keys(device.shape) as readonly (keyof DeviceIdentifiers)[]

/** A stored user. */
export interface User {
  readonly name: string
  /** A hash (`hashPassword`). */
  readonly password: string
  /** ISO 8601. */
  readonly created: string
  /** Identifiers of a device, which authenticates with them instead of its name. */
  readonly device?: DeviceIdentifiers | undefined
  /** The clients that the user may use, by name or by the whole subject of their certificates; all if absent. */
  readonly clients?: readonly string[] | undefined
  /** The secret of one-time codes, in Base64, if the user needs one besides the password. It can create codes. */
  readonly oneTimePassword?: string | undefined
  /** Secrets for Hashed Passwords, if allowed. They replace the password, and make guessing it fast. */
  readonly hashedPassword?: HashedSecrets | undefined
}

export function decodeSecret(text: string): Buffer
export function decodeSecret(text: string | undefined): Buffer | undefined
/** The bytes of a secret. */
export function decodeSecret(text: string | undefined): Buffer | undefined {
  return text === undefined ? undefined : Buffer.from(text, 'base64')
}

/** Parses a user file; `undefined` for invalid text. */
export const parseUser = (text: string): User | undefined => {
  try {
    return schema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

/** Equal for equal devices. */
export const toDeviceKey = (given: Readonly<Partial<Record<keyof DeviceIdentifiers, string | undefined>>>): string =>
  JSON.stringify(deviceFields.map((field) => given[field] ?? ''))

/** Whether one of these clients, by name or by the whole subject, has the certificate of this subject. */
export const includesSubject = (clients: readonly string[], subject: string): boolean =>
  clients.some((client) => client === subject || `CN=${client}` === subject)

/** Whether a user may use the certificate of this subject. */
export const canUseCertificate = ({ clients }: User, subject: string): boolean =>
  clients === undefined || includesSubject(clients, subject)
