import type { Right } from '../../codec/index.ts'

/** The originator of a request. `id` owns objects, so it stays the same when a certificate is renewed. */
export interface Principal {
  /**
   * The subject of the client certificate: `CN=payments-db`. With a user's credential, also the user:
   * `CN=payments-db;user:fred`, or only `user:fred` if users are shared by all certificates. No subject equals such an id:
   * each part of a subject contains `=`, and a `;` in it is escaped.
   */
  readonly id: string
  /** The subject of the client certificate, if `id` differs. */
  readonly client?: string
  /** The user of the credential. */
  readonly user?: string
  /** The ticket of the request, which may limit its rights. */
  readonly ticket?: TicketInUse
}

/** The principal with this id, without a ticket. */
export const parsePrincipalId = (id: string): Principal => {
  const [, client, user] = /^(?:(.*);)?user:([^;]+)$/s.exec(id) ?? []
  return { id, ...(client !== undefined && { client }), ...(user !== undefined && { user }) }
}

/** One right of a ticket, and the rest of its Usage Limits. */
export interface Allowed {
  readonly right: Right
  /** Operations or bytes, shared by all requests with the ticket. */
  left: bigint | undefined
}

/**
 * The rights of a ticket: a request needs one right of each layer. A ticket made with another ticket adds a layer, so that
 * nobody delegates more rights than they have.
 */
export type Layers = readonly (readonly Allowed[])[]

/** An issued ticket. */
export interface Ticket {
  /** The principal of requests with the ticket; only its client may use a Login ticket. */
  readonly principal: Principal
  /** A Delegated Login ticket is valid with any admitted certificate. */
  readonly delegated: boolean
  readonly layers: Layers
  /** Remaining requests. */
  requests: number | undefined
  readonly issued: Date
  readonly expires: Date
  /** The ticket it was made with. */
  readonly parent: Ticket | undefined
  revoked: boolean
}

/** A ticket in one request. */
export interface TicketInUse {
  readonly ticket: Ticket
  readonly layers: Layers
  /** The rights charged by each batch item. */
  readonly charged: WeakMap<object, Set<Allowed>>
}

/** The client that acts with a ticket of Delegated Login, in the name of the principal that gave it. */
export const findTicketHolder = ({ client, ticket }: Principal): string | undefined =>
  ticket?.ticket.delegated ? client : undefined
