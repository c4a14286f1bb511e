/** Who asks. `id` owns objects: it must stay the same when a certificate is renewed. */
export interface Principal {
  /** The subject of the client certificate: `CN=payments-db`. */
  readonly id: string
}
