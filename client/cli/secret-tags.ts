import { keyOf, Tag, type TagId } from '../../codec/index.ts'

/** What is not shown unless asked for: keys, passwords, and data that went in or came out in the clear. */
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

export const isSecretTag = (tag: number): boolean => tags.has(tag)
export const isSecretKey = (key: string): boolean => keys.has(key)
