import { dirname, join, resolve } from 'node:path'
import type { Version } from '../../codec/kmip/version.ts'
import { defaultLimits } from '../../codec/wire/limits.ts'
import { checkSettings, type SettingsDeclaration } from '../../configuration/check-settings.ts'
import { ConfigurationError } from '../../configuration/configuration-error.ts'
import { findDefaultDataDirectory } from '../../configuration/default-data-directory.ts'
import { readSettings } from '../../configuration/read-settings.ts'
import { defaultAsynchronousLimits, type RetentionLimits } from '../asynchronous/limits.ts'
import { type Compatibility, noCompatibility } from '../handler/compatibility.ts'
import type { PolicyDeclaration } from '../policy/policy-declaration.ts'
import { knownKeys, settingsSchema, type tables } from './settings-schema.ts'

/** The configuration of a server, complete; its paths are absolute. */
export interface Configuration {
  /**
   * Name or address to listen on. `localhost`, the default, is 127.0.0.1 and ::1: no other machine gets in. For every
   * address of the machine write `::` (or `0.0.0.0` for IPv4 only), and name it as clients do in `serverNames`.
   */
  readonly host: string
  /** TCP port, 5696 by default; 0 takes any that is free. */
  readonly port: number
  /** KMIP over HTTPS beside the port above, on the same host: messages are posted to `/kmip`. Off unless it has a port. */
  readonly https: { readonly port?: number }
  readonly compatibility: Compatibility
  /** Keys, certificates and the store. Default: {@link findDefaultDataDirectory}. */
  readonly dataDirectory: string
  /** DNS names and IP addresses that clients use, beside `localhost`, 127.0.0.1, ::1 and the machine's name. */
  readonly serverNames: readonly string[]
  readonly tls: {
    /** Server certificates (PEM, with their chains) in place of those in the data directory; one for each type of key. */
    readonly certificates?: readonly { readonly cert: string; readonly key: string }[]
    /** Authorities (PEM) whose client certificates are let in, in place of the data directory's. */
    readonly clientCa?: string
    readonly minimumVersion: 'TLSv1.2' | 'TLSv1.3'
  }
  /**
   * An authority (PEM) of your own that signs for Certify, in place of the data directory's. No authority of clients may be
   * the same, or have signed it.
   */
  readonly certify?: { readonly cert: string; readonly key: string }
  readonly limits: {
    /** Bytes of one request. */
    readonly messageSize: number
    /** Connections at once, of each port; unfinished handshakes count, and give way to newer ones. */
    readonly connections: number
    /** Seconds that a handshake may take, a request to arrive, and an answer to leave. */
    readonly requestTimeout: number
    /** Seconds that a connection may be silent between requests; at least 30, for clients that keep one open. */
    readonly idleTimeout: number
    /** Seconds that the Time Stamp of a request may be off the server's clock; not looked at unless told (KMIP 1.4 §6.5). */
    readonly timeStampTolerance?: number
  }
  /** How much may be waiting for Poll, and for how long. */
  readonly asynchronous: RetentionLimits
  readonly identity: {
    /**
     * `optional`, the default: the certificate says who a client is, or a credential in the request, which must be right
     * from the first `kmip user add` on. `required`: a request without one is refused. `ignored`: none is looked at.
     */
    readonly credentials: 'optional' | 'required' | 'ignored'
    /** `perClient`, the default: a user owns other objects with each client certificate. `shared`: the same with all. */
    readonly users: 'perClient' | 'shared'
    /**
     * Principals that may set defaults and constraints for all of the server. The default is `CN=admin`, whose certificate the
     * server makes; nobody, where other authorities' certificates are let in.
     */
    readonly administrators: readonly string[]
    /** Clients may replace their certificates themselves (Re-Provision); off unless told. KMIP 2.1 §6.1.48. */
    readonly reProvision: boolean
  }
  readonly policy: PolicyDeclaration
  /** Clients that listen, and are told of what they own (Notify), and sent what is new (Put). KMIP 1.4 §5, 2.1 §6.2. */
  readonly endpoints: readonly {
    /** Whose objects: a name as in a policy. */
    readonly client: string
    readonly host: string
    readonly port: number
    /** The authorities (PEM) that the listener's certificate may come from. */
    readonly ca: string
    /** How the server shows who it is: the certificate of a client (PEM), and its key. */
    readonly cert: string
    readonly key: string
    /** KMIP 1.4, unless told. */
    readonly version?: Version | undefined
    /** Send new objects too, with their keys. */
    readonly put?: boolean | undefined
  }[]
  readonly log: { readonly level: 'error' | 'warn' | 'info' | 'debug' }
}

type Part<T> = { readonly [K in keyof T]?: T[K] | undefined }

/** What a file or the command line may say: any part of {@link Configuration}. */
type Settings = {
  readonly [K in keyof Configuration]?:
    | (Configuration[K] extends string | number | readonly unknown[] | Configuration['certify']
        ? Configuration[K]
        : Part<Configuration[K]>)
    | undefined
}

const declared: SettingsDeclaration<Settings> = { schema: settingsSchema, knownKeys: () => knownKeys }

const toFlagName = (keys: readonly PropertyKey[]): string =>
  `--${keys
    .filter((key) => typeof key === 'string')
    .join('-')
    .replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}: `

/** Settings whose paths are absolute: relative ones start from `base`, `~/` from the user's home. */
function resolvePaths(settings: Settings, base: string, home: string | undefined): Settings {
  const toAbsolute = (text: string): string =>
    home && text.startsWith('~/') ? join(home, text.slice(2)) : resolve(base, text)
  const { dataDirectory, tls, certify, endpoints } = settings
  const resolvePair = ({ cert, key }: { cert: string; key: string }) => ({
    cert: toAbsolute(cert),
    key: toAbsolute(key),
  })
  return {
    ...settings,
    dataDirectory: dataDirectory && toAbsolute(dataDirectory),
    tls: tls && {
      ...tls,
      clientCa: tls.clientCa && toAbsolute(tls.clientCa),
      certificates: tls.certificates?.map(resolvePair),
    },
    certify: certify && resolvePair(certify),
    endpoints: endpoints?.map((each) => ({ ...each, ...resolvePair(each), ca: toAbsolute(each.ca) })),
  }
}

function requireDataDirectory(directory: string | undefined): string {
  if (directory === undefined)
    throw new ConfigurationError('No home directory is known to keep data in: set dataDirectory.')
  return directory
}

/** Later settings before earlier ones, key by key; a list is taken whole. */
function mergeLayers<T extends object>(...layers: readonly (Part<T> | undefined)[]): T {
  const given = layers.flatMap((layer) => Object.entries(layer ?? {})).filter(([, value]) => value !== undefined)
  return Object.fromEntries(given) as T
}

export interface ConfigurationSources {
  /** A TOML file; its relative paths start from its own directory. */
  readonly file?: string
  /** From the command line: any part of {@link Configuration}; relative paths start from `workingDirectory`. */
  readonly flags?: Record<string, unknown>
  readonly environment: NodeJS.ProcessEnv
  /** The uid of this process. */
  readonly user?: number | undefined
  readonly workingDirectory?: string
}

/**
 * The configuration: what is built in, over it the file, over it the flags.
 *
 * @throws ConfigurationError with file and line, or flag, of every fault
 */
export async function loadConfiguration(sources: ConfigurationSources): Promise<Configuration> {
  const { file, environment, user = process.getuid?.(), workingDirectory = process.cwd() } = sources
  const home = environment.HOME
  const base = file === undefined ? workingDirectory : dirname(resolve(workingDirectory, file))
  const given = file === undefined ? {} : (await readSettings(file, declared, workingDirectory)).settings
  const fromFile = resolvePaths(given, base, home)
  const fromFlags = resolvePaths(checkSettings(sources.flags ?? {}, declared, toFlagName), workingDirectory, home)
  const mergeTable = <K extends keyof Configuration & keyof typeof tables>(
    key: K,
    defaults: Configuration[K],
  ): Configuration[K] => mergeLayers(defaults, fromFile[key], fromFlags[key])
  const settings = mergeLayers<Settings>(fromFile, fromFlags)
  const { perPrincipal, bytesPerPrincipal, bytes, keepResult, keepObtained } = defaultAsynchronousLimits
  const tls = mergeTable('tls', { minimumVersion: 'TLSv1.2' })
  // Another authority may give the name to anybody.
  const administrators = tls.clientCa === undefined ? ['CN=admin'] : []
  return {
    host: settings.host ?? 'localhost',
    port: settings.port ?? 5696,
    dataDirectory: requireDataDirectory(settings.dataDirectory ?? findDefaultDataDirectory(environment, user)),
    serverNames: settings.serverNames ?? [],
    https: mergeTable('https', {}),
    compatibility: mergeTable('compatibility', noCompatibility),
    tls,
    ...(settings.certify && { certify: settings.certify }),
    limits: mergeTable('limits', {
      messageSize: defaultLimits.messageSize,
      connections: 10_000,
      requestTimeout: 30,
      idleTimeout: 600,
    }),
    asynchronous: mergeTable('asynchronous', { perPrincipal, bytesPerPrincipal, bytes, keepResult, keepObtained }),
    identity: mergeTable('identity', {
      credentials: 'optional',
      users: 'perClient',
      administrators,
      reProvision: false,
    }),
    policy: mergeTable('policy', {}),
    endpoints: settings.endpoints ?? [],
    log: mergeTable('log', { level: 'info' }),
  }
}
