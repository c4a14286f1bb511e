import { type SpokenVersion, spokenVersions, type Version } from '../codec/index.ts'
import type { Credential } from '../codec/kmip/structure/credentials.ts'
import type { Oddity } from './oddity.ts'

/** How to reach a server, and the limits of the connection. Times are in milliseconds. */
export interface ConnectOptions {
  /** `kmip://host:port`, `host:port`, or `https://host:port/kmip` for HTTPS; replaces `host` and `port`. */
  readonly url?: string | undefined
  /** Default: `localhost`. */
  readonly host?: string | undefined
  /** Default: 5696. */
  readonly port?: number | undefined
  /** Several servers with the same objects, in order of preference; replaces `url`. */
  readonly servers?: readonly string[] | undefined

  /** PEM: the authorities to trust for server certificates. Default: those of Node.js. */
  readonly ca?: string | Uint8Array | readonly (string | Uint8Array)[] | undefined
  /** PEM: the client certificate, with its chain. */
  readonly cert?: string | Uint8Array | undefined
  /** PEM: the private key of `cert`. */
  readonly key?: string | Uint8Array | undefined
  /** The passphrase of an encrypted `key`. */
  readonly passphrase?: string | undefined
  /** The name expected in the server's certificate. Default: the host. */
  readonly serverName?: string | undefined
  /** Sent with every request, for servers that require more than a certificate. */
  readonly username?: string | undefined
  readonly password?: string | undefined
  /** Further credentials sent with every request: tickets, devices. */
  readonly credentials?: readonly Credential[] | undefined

  /** The version to speak. Default: the newest that both sides speak, negotiated with Discover Versions. */
  readonly version?: SpokenVersion | undefined
  /** The greatest number of connections. Default: 4. */
  readonly connections?: number | undefined
  /** Requests in flight on one connection; more than 1 only for servers that answer all of them. Default: 1. */
  readonly pipeline?: number | undefined
  /** Timeout for opening a connection, negotiation included. Default: 10,000. */
  readonly connectTimeout?: number | undefined
  /** Timeout for a call, including the wait for a connection, connecting and retries. Default: 30,000. */
  readonly timeout?: number | undefined
  /** Closes a connection that is idle for this long. Default: 25,000, since servers tend to close theirs after 30 s. */
  readonly idleTimeout?: number | undefined
  /** How long to prefer the other servers after one was unreachable. Default: 30,000. */
  readonly coolDown?: number | undefined
  /** Retries of a call where that is safe: nothing was sent, or the operation changes nothing. Default: 2. */
  readonly retries?: number | undefined
  /** Bytes. Sent to the server; the client refuses larger answers. Default: 1 MiB. */
  readonly maximumResponseSize?: number | undefined
  /** Closes the client: calls in flight reject with its reason. */
  readonly signal?: AbortSignal | undefined
  /**
   * Called when an answer departs from the standard without harm to what was asked for: an item that nobody asked for and that is ill-typed,
   * unknown or misplaced is skipped and noted. Called at most once for each kind of oddity in a field of an operation, by server, and at
   * most 1,000 times. It must not throw. Default: such oddities are skipped silently.
   */
  readonly onOddity?: ((oddity: Oddity) => void) | undefined
}

/** Options of one call. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined
  /** Milliseconds; overrides the client's timeout. */
  readonly timeout?: number | undefined
  /**
   * Allows or demands (2.0 on) an asynchronous answer: the call rejects with the status OperationPending and the
   * `asynchronousCorrelationValue` for `poll`, which returns the response of the operation. KMIP 1.4 §6.7, 2.1 §9.2.
   */
  readonly asynchronous?: 'Optional' | 'Mandatory' | undefined
}

export const isSpoken = (version: Version | string): version is SpokenVersion =>
  spokenVersions.some((each) => each === version)
