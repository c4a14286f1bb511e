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

/** What tells a device from others: the fields of its Device credential, all that it sends (KMIP 1.4 §2.1.2, 2.1 §9.11). */
export type DeviceIdentifiers = z.infer<typeof device>

/** The fields of a device, in the order of the standard. */
export const deviceFields = Object.keys(device.shape) as readonly (keyof DeviceIdentifiers)[]

/** What is kept of a user. */
export interface User {
  readonly name: string
  /** A hash (`hashPassword`). */
  readonly password: string
  /** ISO 8601. */
  readonly created: string
  /** Of a device, which is known by these in place of its name. */
  readonly device?: DeviceIdentifiers | undefined
  /** The clients that the user may come with, by the name or the whole subject of their certificates; all when absent. */
  readonly clients?: readonly string[] | undefined
  /** Of a user who needs a code beside the password: its secret, in Base64. Who has it can make codes. */
  readonly oneTimePassword?: string | undefined
  /** Of a user who may send a hash in place of the password. Who has it can do so too, and can guess the password fast. */
  readonly hashedPassword?: HashedSecrets | undefined
}

export function decodeSecret(text: string): Buffer
export function decodeSecret(text: string | undefined): Buffer | undefined
/** The bytes of a secret. */
export function decodeSecret(text: string | undefined): Buffer | undefined {
  return text === undefined ? undefined : Buffer.from(text, 'base64')
}

/** A user as it stands in its file; `undefined` when the text is none. */
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

/** Whether a user may come with the certificate of this subject. */
export const canUseCertificate = ({ clients }: User, subject: string): boolean =>
  clients === undefined || clients.some((client) => client === subject || `CN=${client}` === subject)
