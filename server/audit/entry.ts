/**
 * One entry of the audit log, as JSON. What is about persons (names, addresses, filters, messages) is in `sealed`: parts under
 * the key of `period`. Absent fields do not apply.
 */
export interface Entry {
  /** 16 random bytes in base64url: a hash of the entry tells nothing about it. */
  readonly nonce: string
  /** ISO 8601, to the millisecond, UTC. */
  readonly time: string
  /** The name of the server. */
  readonly node: string
  readonly kind: EntryKind
  /** Entries that the log had at least when this one was made. */
  readonly after: number
  readonly period: string
  /** The parts together are a {@link PersonalData}. */
  readonly sealed?: readonly string[]

  /** Of a request: its number since the server started, and the item's place in it (from 1). */
  readonly request?: number
  readonly item?: number
  /** The protocol version: `1.4`. */
  readonly version?: string
  readonly operation?: string
  /** Unique Identifier. */
  readonly object?: string
  readonly objectType?: string
  /** Result Status and Result Reason. */
  readonly result?: string
  readonly reason?: string
  /** Milliseconds from the arrival of the request to this record. */
  readonly duration?: number
  /** Locate: how many were returned, and how many match in all. */
  readonly found?: number
  readonly located?: number
  /** Get, Export: the form in which the key left. */
  readonly keyFormatType?: string
  readonly keyWrapType?: string
  readonly wrappingMethod?: string
  /** Unique Identifier of the key that wrapped it. */
  readonly wrappedBy?: string
  /** What the client sent was too long for an entry, and is left out. */
  readonly shortened?: true
}

/**
 * - `request`: an answered item of a request
 * - `connection`: a connection that was refused or closed, and why
 * - `credential`: a refused credential
 * - `revocation`: clients or certificates that are refused from now on
 * - `administration`: a change over the administrative interface, or a request that was refused there
 * - `process`: start, stop and reload of the server, keys of the store
 * - `earlier`: a record of a release before this log
 */
export type EntryKind =
  | 'request'
  | 'connection'
  | 'credential'
  | 'revocation'
  | 'administration'
  | 'process'
  | 'earlier'

/** The fields of an entry that are sealed. */
export interface PersonalData {
  readonly peer?: string
  /** `TLSv1.3`. */
  readonly tls?: string
  /** SHA-256 of the client's certificate, in hexadecimal. */
  readonly certificate?: string
  /** Whose rights counted. */
  readonly principal?: string
  /** The client that acted, with a ticket of Delegated Login that the principal gave. */
  readonly ticketHolder?: string
  readonly filters?: readonly string[]
  readonly message?: string
  /** Server Correlation Value and Client Correlation Value. */
  readonly correlation?: string
  readonly clientCorrelation?: string
}
