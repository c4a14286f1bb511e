import { z } from 'zod'
import { spokenVersions } from '../../codec/index.ts'
import type { SettingsDeclaration } from '../../configuration/check-settings.ts'
import { wrappingMethodNames } from '../envelope/wrapped-key.ts'
import { permissions } from '../interface/routes.ts'

const text = (words: string) => z.string(words).min(1, words)
const matching = (form: RegExp, words: string) => z.string(words).regex(form, words)
const oneOf = <const T extends readonly string[]>(values: T) =>
  z.enum(values, `must be one of ${values.map((value) => `"${value}"`).join(', ')}`)
const flag = z.boolean('must be true or false')
const name = matching(
  /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/,
  'must be 1 to 128 letters, digits, dots, underscores and hyphens',
)
const names = z.array(name, 'must be a list of names')
const patterns = z.array(
  matching(/^[A-Za-z0-9*][A-Za-z0-9*._/-]{0,127}$/, 'must be a name, or a pattern with *'),
  'must be a list of names',
)
const file = text('must be the path of a file')
const timeout = 'must be a number of seconds above 0, at most 3600'
const cache = 'must be a number of seconds from 0 to 86400'
const servers = 'must be a list of servers, in order of preference'
const address = 'must be the address of a server, such as "kms.example.org:5696"'
const operations = 'must be a list of operations that the socket may be used for'

const key = z.strictObject(
  {
    name: text('must be the Name of a key').optional(),
    method: oneOf(wrappingMethodNames).default('encrypt'),
    create: flag.default(false),
  },
  'must be a table',
)
const kms = z.strictObject(
  {
    servers: z.array(text(address), servers).min(1, servers),
    ca: file.optional(),
    cert: file,
    key: file.optional(),
    timeout: z.number(timeout).positive(timeout).max(3600, timeout).default(10),
    version: oneOf(spokenVersions).optional(),
  },
  'must be a table',
)
const socket = z.strictObject(
  {
    path: text('must be the path of a socket'),
    mode: matching(/^0?[0-7]{3}$/, 'must be three octal digits, such as "0600"').default('0600'),
    owner: text('must be the name or number of a user').optional(),
    group: text('must be the name or number of a group').optional(),
    keys: names.default([]),
    secrets: patterns.default([]),
    kmsKeys: patterns.default([]),
    operations: z.array(oneOf(permissions), operations).min(1, operations),
  },
  'must be a table',
)
const schema = z.strictObject({
  dataDirectory: text('must be the path of a directory').default('/var/lib/kmip-agent'),
  kms,
  keys: z.record(name, key, 'must be a table'),
  cache: z.number(cache).min(0, cache).max(86_400, cache).default(0),
  sockets: z.array(socket, 'must be a list of tables').min(1, 'must be a list of tables'),
})
export type AgentSettings = z.infer<typeof schema>

/** The names of the keys under [keys]; none when the settings are malformed. */
const listKeyNames = (settings: unknown): string[] => {
  const { keys } = settings as { readonly keys?: unknown }
  return typeof keys === 'object' && keys !== null ? Object.keys(keys) : []
}

const listKeysIn = (table: string, { shape }: { readonly shape: object }): string[] =>
  Object.keys(shape).map((each) => `${table}.${each}`)

/** The schema of the agent's configuration, with the wording of its errors. */
export const agentSettings: SettingsDeclaration<AgentSettings> = {
  schema,
  knownKeys: (settings) => [
    ...Object.keys(schema.shape),
    ...listKeysIn('kms', kms),
    ...listKeyNames(settings).flatMap((each) => listKeysIn(`keys.${each}`, key)),
    ...listKeysIn('sockets', socket),
  ],
}
