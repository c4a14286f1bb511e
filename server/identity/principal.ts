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
}
