/** A connection with reversed roles: the server requests, the client responds. */
export interface ReverseChannel {
  /** Bytes of a request → bytes of the response, one at a time. @throws Error when the connection ends first */
  request(bytes: Uint8Array): Promise<Uint8Array>
  /** Resolves when the connection has ended. */
  readonly ended: Promise<void>
  close(why: string): void
}
