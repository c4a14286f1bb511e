import type { Exit } from './exit-codes.ts'

/** What a person is told: one line, and what to do about it. */
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

/** A command that has said all that it has to say, and ends with a code that it has chosen itself. */
export class Ended extends Error {
  override readonly name = 'Ended'
  readonly code: number

  constructor(code: number) {
    super(`exit code ${code}`)
    this.code = code
  }
}
