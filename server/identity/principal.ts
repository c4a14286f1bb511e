import type { Right } from '../../codec/index.ts'

/** Who asks. `id` owns objects: it must stay the same when a certificate is renewed. */
export interface Principal {
  /**
   * The subject of the client certificate: `CN=payments-db`. With the credential of a user, the user within it:
   * `CN=payments-db;user:fred`; or `user:fred` where users are the same with every certificate. No subject looks like the
   * one or the other: each of its parts has a `=` in it, and a `;` of its own is escaped.
   */
  readonly id: string
  /** The subject of the client certificate, where `id` is something else. */
  readonly client?: string
  /** The user that a credential named. */
  readonly user?: string
  /** The ticket of the request, which may limit what it can do. */
  readonly ticket?: TicketInUse
}

/** One thing that a ticket allows, and what is left of it. */
export interface Allowed {
  readonly right: Right
  /** Operations, or bytes; what all requests with the ticket share. */
  left: bigint | undefined
}

/**
 * What a request with a ticket may do: of each layer at least one. A ticket that was made with a ticket has its layers and
 * further ones, so that nobody passes on more than they have.
 */
export type Layers = readonly (readonly Allowed[])[]

/** A ticket that was given out. */
export interface Ticket {
  /** Whom requests with it are from; of a Login ticket the client is the one that may use it. */
  readonly principal: Principal
  /** A Delegated Login ticket is good with any certificate that the server lets in. */
  readonly delegated: boolean
  readonly layers: Layers
  /** Requests that are left. */
  requests: number | undefined
  readonly issued: Date
  readonly expires: Date
  /** The ticket that it was made with. */
  readonly parent: Ticket | undefined
  revoked: boolean
}

/** A ticket in one request. */
export interface TicketInUse {
  readonly ticket: Ticket
  readonly layers: Layers
  /** What each batch item has taken from Usage Limits. */
  readonly charged: WeakMap<object, Set<Allowed>>
}
