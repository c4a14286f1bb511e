import { createSecureContext, type SecureContext } from 'node:tls'
import { defaultLimits, type SpokenVersion, spokenVersions } from '../codec/index.ts'
import type { Credential } from '../codec/kmip/structure/credentials.ts'
import { defaultPort, parseServerAddress, type ServerAddress } from './connection/server-address.ts'
import { createOddityReporter, type Oddity } from './oddity.ts'
import { type ConnectOptions, isSpoken } from './options.ts'

/** {@link ConnectOptions}, checked and complete. */
export interface Settings {
  readonly servers: readonly ServerAddress[]
  readonly secureContext: SecureContext
  readonly serverName: string | undefined
  readonly credentials: readonly Credential[]
  readonly version: SpokenVersion | undefined
  readonly connections: number
  readonly pipeline: number
  readonly connectTimeout: number
  readonly timeout: number
  readonly idleTimeout: number
  readonly coolDown: number
  readonly retries: number
  readonly maximumResponseSize: number
  readonly signal: AbortSignal | undefined
  /** `onOddity`, once for each kind. */
  readonly reportOddity: ((oddity: Oddity) => void) | undefined
}

/** The largest delay of a timer in Node.js. */
const longest = 2 ** 31 - 1

const requireWholeNumber = (name: string, value: number, from: number, to = longest): number => {
  if (!Number.isInteger(value) || value < from || value > to)
    throw new TypeError(`${name} must be a whole number from ${from} to ${to}, not ${value}`)
  return value
}

const toServers = ({ url, host, port, servers }: ConnectOptions): ServerAddress[] => {
  const ways = [url !== undefined, host !== undefined || port !== undefined, servers !== undefined]
  if (ways.filter(Boolean).length > 1) throw new TypeError('give one of url, host with port, and servers')
  if (servers?.length === 0) throw new TypeError('servers is empty')
  if (servers) return servers.map(parseServerAddress)
  if (url !== undefined) return [parseServerAddress(url)]
  return [{ host: host ?? 'localhost', port: requireWholeNumber('port', port ?? defaultPort, 1, 65535) }]
}

/** PEM in a form that node:tls accepts. */
export const toPemText = (pem: string | Uint8Array): string | Buffer =>
  typeof pem === 'string' ? pem : Buffer.from(pem)

const toSecureContext = ({ ca, cert, key, passphrase }: ConnectOptions): SecureContext => {
  if ((cert === undefined) !== (key === undefined)) throw new TypeError('cert and key are both required')
  try {
    return createSecureContext({
      minVersion: 'TLSv1.2',
      ...(ca !== undefined && { ca: [ca].flat().map((each) => toPemText(each as string | Uint8Array)) }),
      ...(cert !== undefined && { cert: toPemText(cert) }),
      ...(key !== undefined && { key: toPemText(key) }),
      ...(passphrase !== undefined && { passphrase }),
    })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const why = code === 'ERR_OSSL_X509_KEY_VALUES_MISMATCH' ? 'key is not the private key of cert' : message
    throw new TypeError(`ca, cert or key cannot be used: ${why}`, { cause: error })
  }
}

const toCredentials = ({ username, password, credentials = [] }: ConnectOptions): readonly Credential[] => {
  if (username === undefined) {
    if (password !== undefined) throw new TypeError('a password needs a username')
    return credentials
  }
  const credentialValue = password === undefined ? { username } : { username, password }
  return [{ credentialType: 'UsernameAndPassword', credentialValue }, ...credentials]
}

/** Checks and completes the options. @throws TypeError naming the invalid option */
export const toSettings = (options: ConnectOptions): Settings => {
  const { version } = options
  if (version !== undefined && !isSpoken(version))
    throw new TypeError(`version ${String(version)} is not spoken here; ${spokenVersions.join(', ')} are`)
  return {
    servers: toServers(options),
    secureContext: toSecureContext(options),
    serverName: options.serverName,
    credentials: toCredentials(options),
    version,
    connections: requireWholeNumber('connections', options.connections ?? 4, 1, 10_000),
    pipeline: requireWholeNumber('pipeline', options.pipeline ?? 1, 1, 1000),
    connectTimeout: requireWholeNumber('connectTimeout', options.connectTimeout ?? 10_000, 1),
    timeout: requireWholeNumber('timeout', options.timeout ?? 30_000, 1),
    idleTimeout: requireWholeNumber('idleTimeout', options.idleTimeout ?? 25_000, 1),
    coolDown: requireWholeNumber('coolDown', options.coolDown ?? 30_000, 0),
    retries: requireWholeNumber('retries', options.retries ?? 2, 0, 100),
    maximumResponseSize: requireWholeNumber(
      'maximumResponseSize',
      options.maximumResponseSize ?? defaultLimits.messageSize,
      256,
    ),
    signal: options.signal,
    reportOddity: options.onOddity && createOddityReporter(options.onOddity),
  }
}
