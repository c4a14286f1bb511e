import { dirname, join, resolve } from 'node:path'
import type { Version } from '../../codec/kmip/version.ts'
import { defaultLimits } from '../../codec/wire/limits.ts'
import { checkSettings, type SettingsDeclaration } from '../../configuration/check-settings.ts'
import { ConfigurationError } from '../../configuration/configuration-error.ts'
import { findDefaultDataDirectory } from '../../configuration/default-data-directory.ts'
import { readSettings } from '../../configuration/read-settings.ts'
import type { AdministrationConfiguration } from '../administration/socket-places.ts'
import { defaultAsynchronousLimits, type RetentionLimits } from '../asynchronous/limits.ts'
import { type Compatibility, noCompatibility } from '../handler/compatibility.ts'
import type { DeclaredAuthority, DeclaredClient, NameSource } from '../identity/identity-declaration.ts'
import type { PolicyDeclaration } from '../policy/policy-declaration.ts'
import { knownKeys, settingsSchema, type tables } from './settings-schema.ts'

/** The configuration of a server, complete; its paths are absolute. */
export interface Configuration {
  /**
   * Name or address to listen on. `localhost`, the default, is 127.0.0.1 and ::1, reachable only from this machine. `::` listens on
   * all addresses (`0.0.0.0`: IPv4 only); then list the names that clients use in `serverNames`.
   */
  readonly host: string
  /** TCP port, default 5696; 0 chooses a free one. */
  readonly port: number
  /** KMIP over HTTPS on the same host: messages are posted to `/kmip`. Off by default; `port` enables it. */
  readonly https: { readonly port?: number }
  readonly compatibility: Compatibility
  /** Keys, certificates and the store. Default: {@link findDefaultDataDirectory}. */
  readonly dataDirectory: string
  /** DNS names and IP addresses that clients use, besides `localhost`, 127.0.0.1, ::1 and the machine's name. */
  readonly serverNames: readonly string[]
  readonly tls: {
    /** Server certificates (PEM, with their chains) instead of those in the data directory; one for each type of key. */
    readonly certificates?: readonly { readonly cert: string; readonly key: string }[]
    /** Authorities (PEM) trusted for client certificates, instead of the data directory's. */
    readonly clientCa?: string
    readonly minimumVersion: 'TLSv1.2' | 'TLSv1.3'
  }
  /**
   * An authority (PEM) that signs for Certify, instead of the data directory's. It must not be trusted for client certificates,
   * directly or through its issuer.
   */
  readonly certify?: { readonly cert: string; readonly key: string }
  readonly limits: {
    /** Bytes of one request. */
    readonly messageSize: number
    /** Connections at once for each port, unfinished handshakes included; newer ones displace those. */
    readonly connections: number
    /** Seconds for a handshake, to receive a request, and to send a response. */
    readonly requestTimeout: number
    /** Seconds that a connection may be idle between requests; at least 30, for clients that keep connections open. */
    readonly idleTimeout: number
    /** Seconds that the Time Stamp of a request may differ from the server's clock; ignored by default (KMIP 1.4 §6.5). */
    readonly timeStampTolerance?: number
  }
  /** Limits of requests and results that wait for Poll. */
  readonly asynchronous: RetentionLimits
  readonly identity: {
    /**
     * `optional`, the default: the certificate identifies a client, or a credential in the request, which must be right once a user
     * may come with that certificate (`kmip user add`). `required`: a request without a credential is refused. `ignored`: credentials are ignored.
     */
    readonly credentials: 'optional' | 'required' | 'ignored'
    /** `perClient`, the default: a user owns separate objects for each client certificate. `shared`: the same objects. */
    readonly users: 'perClient' | 'shared'
    /**
     * Principals that may set defaults and constraints for the whole server. Default `CN=admin`, whose certificate the server
     * creates; with `tls.clientCa`, nobody.
     */
    readonly administrators: readonly string[]
    /** Allows clients to replace their certificates (Re-Provision); off by default. KMIP 2.1 §6.1.48. */
    readonly reProvision: boolean
    /** Further authorities whose clients have names here. */
    readonly authorities: readonly DeclaredAuthority[]
    /** Clients by what their certificates have. */
    readonly clients: readonly DeclaredClient[]
    /** What names a client: the first that its certificate has. Default: its subject. */
    readonly nameFrom: readonly NameSource[]
  }
  readonly policy: PolicyDeclaration
  /** Clients that listen for notifications about their objects (Notify) and for new objects (Put). KMIP 1.4 §5, 2.1 §6.2. */
  readonly endpoints: readonly {
    /** The owner of the objects: a name as in a policy. */
    readonly client: string
    readonly host: string
    readonly port: number
    /** The authorities (PEM) trusted for the listener's certificate. */
    readonly ca: string
    /** The server's credentials for the listener: a client certificate (PEM) and its key. */
    readonly cert: string
    readonly key: string
    /** Default KMIP 1.4. */
    readonly version?: Version | undefined
    /** Also send new objects, with their keys. */
    readonly put?: boolean | undefined
  }[]
  /** The sockets of the administrative interface: `administrator.sock`, `auditor.sock` and `operator.sock`. */
  readonly administration: AdministrationConfiguration
  readonly audit: {
    /** Answers leave only when their records are durable. */
    readonly durable: boolean
    /** What happens to requests while the audit log cannot be written. */
    readonly onFailure: 'refuse' | 'serve'
  }
  readonly log: { readonly level: 'error' | 'warn' | 'info' | 'debug' }
}

type Part<T> = { readonly [K in keyof T]?: T[K] | undefined }

/** The settings of a file or the command line: any part of {@link Configuration}. */
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

/** Makes paths absolute: relative ones start from `base`, `~/` from the user's home. */
function resolvePaths(settings: Settings, base: string, home: string | undefined): Settings {
  const toAbsolute = (text: string): string =>
    home && text.startsWith('~/') ? join(home, text.slice(2)) : resolve(base, text)
  const { dataDirectory, tls, certify, identity, endpoints, administration } = settings
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
    identity: identity && {
      ...identity,
      authorities: identity.authorities?.map((each) => ({ ...each, certificate: toAbsolute(each.certificate) })),
    },
    administration: administration && {
      ...administration,
      directory: administration.directory && toAbsolute(administration.directory),
    },
    endpoints: endpoints?.map((each) => ({ ...each, ...resolvePair(each), ca: toAbsolute(each.ca) })),
  }
}

function requireDataDirectory(directory: string | undefined): string {
  if (directory === undefined)
    throw new ConfigurationError('There is no home directory for the default data directory: set dataDirectory.')
  return directory
}

/** Merges settings by key; later layers win, and lists are not merged. */
function mergeLayers<T extends object>(...layers: readonly (Part<T> | undefined)[]): T {
  const given = layers.flatMap((layer) => Object.entries(layer ?? {})).filter(([, value]) => value !== undefined)
  return Object.fromEntries(given) as T
}

export interface ConfigurationSources {
  /** A TOML file; its relative paths start from its directory. */
  readonly file?: string
  /** From the command line: any part of {@link Configuration}; relative paths start from `workingDirectory`. */
  readonly flags?: Record<string, unknown>
  readonly environment: NodeJS.ProcessEnv
  /** The uid of this process. */
  readonly user?: number | undefined
  readonly workingDirectory?: string
}

/**
 * Loads the configuration: flags override the file, which overrides the defaults.
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
  // Another authority may issue this name to anybody.
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
      authorities: [],
      clients: [],
      nameFrom: ['subject'],
    }),
    policy: mergeTable('policy', {}),
    endpoints: settings.endpoints ?? [],
    administration: mergeTable('administration', { enabled: true }),
    audit: mergeTable('audit', { durable: false, onFailure: 'refuse' }),
    log: mergeTable('log', { level: 'info' }),
  }
}
