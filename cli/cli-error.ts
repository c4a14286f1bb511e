import type { Exit } from './exit-codes.ts'

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
