/** What the codes of an interface's errors stand for. */
export type ErrorTable = Readonly<Record<string, { readonly status: number; readonly meaning: string }>>

/** A refused request. Its text never holds anything secret. */
export class InterfaceError<Code extends string = string> extends Error {
  override readonly name: string = 'InterfaceError'
  /** One of the interface's {@link ErrorTable}. */
  readonly code: Code
  /** What to do about it. */
  readonly hint: string | undefined

  /** With the status 405: the methods that the path takes (RFC 9110 §15.5.6). */
  allow?: readonly string[]

  constructor(code: Code, message: string, hint?: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.hint = hint
  }
}
