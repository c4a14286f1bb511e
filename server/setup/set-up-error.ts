/** Why a set-up fails, in sentences that tell what to do; never contains a secret. */
export class SetUpError extends Error {
  override readonly name = 'SetUpError'
  /** `notFound`, `exists`: what is named is not there, or is there already. `unusable`: what was given is not what it should be. */
  readonly reason: 'notFound' | 'exists' | 'unusable' | 'refused'

  constructor(message: string, options?: ErrorOptions & { readonly reason?: SetUpError['reason'] }) {
    super(message, options)
    this.reason = options?.reason ?? 'refused'
  }
}
