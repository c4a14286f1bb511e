import { dirname, join, resolve } from 'node:path'
import type { SpokenVersion } from '../../codec/index.ts'
import { ConfigurationError } from '../../configuration/configuration-error.ts'
import { readSettings } from '../../configuration/read-settings.ts'
import type { WrappingMethod } from '../envelope/wrapped-key.ts'
import type { Permission } from '../interface/routes.ts'
import { agentSettings } from './settings-schema.ts'

/** A key-encryption key in the KMS. */
export interface KeyConfig {
  /** Its Name in the KMS. */
  readonly name: string
  readonly method: WrappingMethod
  /** The agent creates it when it does not exist. */
  readonly create: boolean
}

/** A Unix socket and what it permits. The file system decides who may connect. */
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
  /** Holds the sealed secrets and the states of the keys. */
  readonly dataDirectory: string
  readonly kms: {
    /** In order of preference. */
    readonly servers: readonly string[]
    readonly ca: string | undefined
    readonly cert: string
    readonly key: string
    /** Milliseconds for one call, including tries at further servers. */
    readonly timeout: number
    readonly version: SpokenVersion | undefined
  }
  readonly keys: Readonly<Record<string, KeyConfig>>
  /** Milliseconds that an unwrapped data key may stay in memory; 0 disables the cache. */
  readonly cache: number
  readonly sockets: readonly SocketConfig[]
}

/**
 * Reads the configuration of the agent, a TOML file. Relative paths start from its directory.
 * @throws ConfigurationError with file and line of every fault
 */
export const loadAgentConfig = async (file: string): Promise<AgentConfig> => {
  const { settings: data, where } = await readSettings(file, agentSettings)
  const toAbsolute = (text: string): string => resolve(dirname(resolve(file)), text)
  const unknown = data.sockets.flatMap(({ keys }, index) =>
    keys
      .filter((key) => !Object.hasOwn(data.keys, key))
      .map((key) => `${where(['sockets', index, 'keys'])}sockets[${index}].keys names ${key}, but [keys] has none`),
  )
  if (unknown.length > 0) throw new ConfigurationError(unknown.join('\n'))
  return {
    dataDirectory: toAbsolute(data.dataDirectory),
    kms: {
      servers: data.kms.servers,
      ca: data.kms.ca === undefined ? undefined : toAbsolute(data.kms.ca),
      cert: toAbsolute(data.kms.cert),
      // Certificate and key in one file are common.
      key: toAbsolute(data.kms.key ?? data.kms.cert),
      timeout: data.kms.timeout * 1000,
      version: data.kms.version,
    },
    keys: Object.fromEntries(
      Object.entries(data.keys).map(([key, { name, method, create }]) => [key, { name: name ?? key, method, create }]),
    ),
    cache: data.cache * 1000,
    sockets: data.sockets.map((socket) => ({
      ...socket,
      path: toAbsolute(socket.path),
      mode: Number.parseInt(socket.mode, 8),
      owner: socket.owner,
      group: socket.group,
    })),
  }
}

/** The folders in the data directory. */
export const toDataPaths = (directory: string) => ({
  keys: join(directory, 'keys'),
  secrets: join(directory, 'secrets'),
})
