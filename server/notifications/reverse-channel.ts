/** A connection on which the server asks and the client answers. */
export interface ReverseChannel {
  /** Bytes of a request → bytes of the answer, one at a time. @throws Error when the connection ends before */
  request(bytes: Uint8Array): Promise<Uint8Array>
  /** Resolves when the connection has ended. */
  readonly ended: Promise<void>
  close(why: string): void
}
