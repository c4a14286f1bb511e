import type { Version } from '../codec/index.ts'
import { spokenVersions } from '../codec/index.ts'
import type { Credential } from '../codec/kmip/structure/credentials.ts'

/** A version that can be spoken. */
export type SpokenVersion = (typeof spokenVersions)[number]

/** How to reach a server and how to behave towards it. Times are in milliseconds. */
export interface ConnectOptions {
  /** `kmip://host:port`, `host:port`, or `https://host:port/kmip` for HTTPS; in place of `host` and `port`. */
  readonly url?: string | undefined
  /** Default: `localhost`. */
  readonly host?: string | undefined
  /** Default: 5696. */
  readonly port?: number | undefined
  /** Several servers with the same objects, the preferred one first; in place of `url`. */
  readonly servers?: readonly string[] | undefined

  /** PEM: the authorities that server certificates may come from. Default: those of Node.js. */
  readonly ca?: string | Uint8Array | readonly (string | Uint8Array)[] | undefined
  /** PEM: the client certificate, with its chain. */
  readonly cert?: string | Uint8Array | undefined
  /** PEM: the private key of `cert`. */
  readonly key?: string | Uint8Array | undefined
  /** Of an encrypted `key`. */
  readonly passphrase?: string | undefined
  /** The name that the server's certificate must have, where it is not the host's. */
  readonly serverName?: string | undefined
  /** Sent with every request, for servers that ask for more than a certificate. */
  readonly username?: string | undefined
  readonly password?: string | undefined
  /** Further credentials that are sent with every request: tickets, devices. */
  readonly credentials?: readonly Credential[] | undefined

  /** Speak this version. Default: the newest that both sides speak, asked with Discover Versions. */
  readonly version?: SpokenVersion | undefined
  /** At most so many connections at once. Default: 4. */
  readonly connections?: number | undefined
  /** Requests that one connection carries at once; more than 1 only where the server is known to answer all. Default: 1. */
  readonly pipeline?: number | undefined
  /** For a connection to come about, negotiation included. Default: 10,000. */
  readonly connectTimeout?: number | undefined
  /** For a call, with everything that belongs to it: waiting for a connection, connecting, repeating. Default: 30,000. */
  readonly timeout?: number | undefined
  /** After which an unused connection is closed. Default: 25,000, as servers tend to close theirs after 30 s. */
  readonly idleTimeout?: number | undefined
  /** How long a server that could not be reached is passed over while there are others. Default: 30,000. */
  readonly coolDown?: number | undefined
  /** How often a call is repeated where that is safe: nothing was sent, or the operation changes nothing. Default: 2. */
  readonly retries?: number | undefined
  /** Bytes; the server is told, and a larger answer is refused. Default: 1 MiB. */
  readonly maximumResponseSize?: number | undefined
  /** Ends everything: calls under way fail with its reason. */
  readonly signal?: AbortSignal | undefined
}

/** Of one call. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined
  /** Milliseconds, in place of the client's. */
  readonly timeout?: number | undefined
  /**
   * The answer may, or must (2.0 on), come later: the call fails with the status OperationPending and the
   * `asynchronousCorrelationValue` for `poll`, which gives the response of the operation itself. KMIP 1.4 §6.7, 2.1 §9.2.
   */
  readonly asynchronous?: 'Optional' | 'Mandatory' | undefined
}

export const isSpoken = (version: Version | string): version is SpokenVersion =>
  spokenVersions.some((each) => each === version)
