/** The files of a log contradict each other: somebody or something changed them. */
export class LogDamageError extends Error {
  override readonly name = 'LogDamageError'
}
