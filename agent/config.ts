import { readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { parse, TomlError } from 'smol-toml'
import { z } from 'zod'
import { type WrappingMethod, wrappingMethods } from './wrapped-key.ts'

/** What a socket may be used for; the names stand in the configuration. */
export const permissions = [
  'dataKey',
  'wrap',
  'unwrap',
  'rewrap',
  'encrypt',
  'decrypt',
  'readSecrets',
  'writeSecrets',
  'readKeys',
  'writeKeys',
  'rekey',
] as const
export type Permission = (typeof permissions)[number]

/** A key-encryption key: it lives in the KMS. */
export interface KeyConfig {
  /** Its Name there. */
  readonly name: string
  readonly method: WrappingMethod
  /** Made there when it does not exist. */
  readonly create: boolean
}

/** A Unix socket, which is an identity: whom the file system lets in may do this. */
export interface SocketConfig {
  readonly path: string
  /** Octal. */
  readonly mode: number
  readonly owner: string | undefined
  readonly group: string | undefined
  /** Names of key-encryption keys. */
  readonly keys: readonly string[]
  /** Names of secrets; `*` stands for any characters. */
  readonly secrets: readonly string[]
  /** Names of keys that live in the KMS itself; `*` stands for any characters. */
  readonly kmsKeys: readonly string[]
  readonly operations: readonly Permission[]
}

export interface AgentConfig {
  /** Where sealed secrets, and which key is in use, are kept. */
  readonly dataDirectory: string
  readonly kms: {
    /** In order of preference. */
    readonly servers: readonly string[]
    readonly ca: string | undefined
    readonly cert: string
    readonly key: string
    /** Milliseconds that one call may take, with everything that belongs to it. */
    readonly timeout: number
    readonly version: string | undefined
  }
  readonly keys: Readonly<Record<string, KeyConfig>>
  /** Milliseconds that an unwrapped data key may stay in memory; 0: not at all. */
  readonly cache: number
  readonly sockets: readonly SocketConfig[]
}

/** What is wrong with the agent's configuration, one sentence a line. */
export class AgentConfigError extends Error {
  override readonly name = 'AgentConfigError'
}

const name = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/, 'must be 1 to 128 letters, digits, dots, underscores and hyphens')
const pattern = z.string().regex(/^[A-Za-z0-9*][A-Za-z0-9*._/-]{0,127}$/, 'must be a name, or a pattern with *')
const path = z.string().min(1)
const methods = Object.keys(wrappingMethods) as [WrappingMethod, ...WrappingMethod[]]

const schema = z.strictObject({
  dataDirectory: path.default('/var/lib/kmip-agent'),
  kms: z.strictObject({
    servers: z.array(z.string().min(1)).min(1),
    ca: path.optional(),
    cert: path,
    key: path.optional(),
    timeout: z.number().positive().max(3600).default(10),
    version: z.string().optional(),
  }),
  keys: z.record(
    name,
    z.strictObject({
      name: z.string().min(1).optional(),
      method: z.enum(methods).default('encrypt'),
      create: z.boolean().default(false),
    }),
  ),
  cache: z.number().min(0).max(86_400).default(0),
  sockets: z
    .array(
      z.strictObject({
        path,
        mode: z
          .string()
          .regex(/^0?[0-7]{3}$/, 'must be three octal digits, such as "0600"')
          .default('0600'),
        owner: z.string().min(1).optional(),
        group: z.string().min(1).optional(),
        keys: z.array(name).default([]),
        secrets: z.array(pattern).default([]),
        kmsKeys: z.array(pattern).default([]),
        operations: z.array(z.enum(permissions)).min(1),
      }),
    )
    .min(1),
})

const sentences = (file: string, { issues }: z.ZodError): string =>
  issues.map((issue) => `${file}: ${issue.path.join('.') || 'the file'}: ${issue.message}`).join('\n')

const parsed = (file: string, source: string): unknown => {
  try {
    return parse(source)
  } catch (error) {
    if (error instanceof TomlError)
      throw new AgentConfigError(`${file}:${error.line}:${error.column}: ${error.message.split('\n')[0]}`)
    throw error
  }
}

/**
 * Reads the agent's configuration, a TOML file; relative paths start from its directory.
 * @throws AgentConfigError
 */
export const loadAgentConfig = async (file: string): Promise<AgentConfig> => {
  const source = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new AgentConfigError(`${file}: ${error.code === 'ENOENT' ? 'there is no such file' : error.message}`)
  })
  const { success, data, error } = schema.safeParse(parsed(file, source))
  if (!success) throw new AgentConfigError(sentences(file, error))
  const absolute = (text: string): string => resolve(dirname(resolve(file)), text)
  const unknown = data.sockets.flatMap(({ keys }) => keys).find((key) => !Object.hasOwn(data.keys, key))
  if (unknown !== undefined)
    throw new AgentConfigError(`${file}: a socket names the key ${unknown}, but [keys] has none.`)
  return {
    dataDirectory: absolute(data.dataDirectory),
    kms: {
      servers: data.kms.servers,
      ca: data.kms.ca === undefined ? undefined : absolute(data.kms.ca),
      cert: absolute(data.kms.cert),
      // Certificate and key in one file are common.
      key: absolute(data.kms.key ?? data.kms.cert),
      timeout: data.kms.timeout * 1000,
      version: data.kms.version,
    },
    keys: Object.fromEntries(
      Object.entries(data.keys).map(([key, { name: given, method, create }]) => [
        key,
        { name: given ?? key, method, create },
      ]),
    ),
    cache: data.cache * 1000,
    sockets: data.sockets.map((socket) => ({
      ...socket,
      path: absolute(socket.path),
      mode: Number.parseInt(socket.mode, 8),
      owner: socket.owner,
      group: socket.group,
    })),
  }
}

/** Where the agent keeps what it knows. */
export const agentPaths = (directory: string) => ({
  keys: join(directory, 'keys'),
  secrets: join(directory, 'secrets'),
})
