import type { ResultReason } from './enumeration/result-reason.ts'

/**
 * Why an operation failed: a Result Reason (KMIP 1.4 §6.10, 2.1 §11.46) and a sentence that says what to do. The message
 * goes to the peer: it never holds secrets.
 */
export class KmipError extends Error {
  override readonly name = 'KmipError'
  readonly reason: ResultReason

  constructor(reason: ResultReason, message: string, options?: ErrorOptions) {
    super(message, options)
    this.reason = reason
  }
}
