/** Bytes that are no DER, or DER of another structure than the one that is read. */
export class DerError extends Error {
  override readonly name = 'DerError'
}
