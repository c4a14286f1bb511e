import { keyOf, Tag, type TagId } from './tag.ts'

/** Logs and terminals hide these by default: keys, passwords, and data in the clear. */
const secrets: readonly TagId[] = [
  'Data',
  'DerivationData',
  'HashedPassword',
  'InputKeyMaterial',
  'KeyMaterial',
  'OneTimePassword',
  'OpaqueDataValue',
  'Password',
  'Seed',
  'ServerHashedPassword',
  'TicketValue',
]

const tags = new Set<number>(secrets.map((id) => Tag[id]))
const keys = new Set<string>(secrets.map((id) => keyOf(id)))

/** Whether an item with this tag, and all that is inside it, is secret. */
export const isSecretTag = (tag: number): boolean => tags.has(tag)

/** The same of a key of a decoded value: `keyMaterial`. */
export const isSecretKey = (key: string): boolean => keys.has(key)
