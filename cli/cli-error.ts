/** The exit codes, as `--help` and the reference list them. */
export const exitCodes = {
  ok: [0, 'done'],
  failed: [1, 'the operation failed'],
  usage: [2, 'the command line, a file or the configuration is wrong'],
  connection: [3, 'no connection: server not reached, TLS, no common version'],
  notFound: [4, 'there is no such object'],
  denied: [5, 'not permitted, or not authenticated'],
} as const satisfies Record<string, readonly [code: number, meaning: string]>

export type Exit = keyof typeof exitCodes

/** An error for people: one line, and what to do about it. */
export class CliError extends Error {
  override readonly name = 'CliError'
  readonly exit: Exit
  readonly hint: string | undefined

  constructor(exit: Exit, message: string, hint?: string, options?: ErrorOptions) {
    super(message, options)
    this.exit = exit
    this.hint = hint
  }
}

/** Ends a command that has printed everything with an exit code of its choice. */
export class Ended extends Error {
  override readonly name = 'Ended'
  readonly code: number

  constructor(code: number) {
    super(`exit code ${code}`)
    this.code = code
  }
}
