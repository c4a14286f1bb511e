/** What stands in the way of a set-up, in sentences that say what to do; never with a secret in it. */
export class SetUpError extends Error {
  override readonly name = 'SetUpError'
}
