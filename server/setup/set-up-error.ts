/** Why a set-up fails, in sentences that tell what to do; never contains a secret. */
export class SetUpError extends Error {
  override readonly name = 'SetUpError'
}
