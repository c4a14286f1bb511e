import { KmipError, type ResultReason } from '../../codec/index.ts'

/** A failure that may be answered with a payload: what in the request led to it. It empties the ID Placeholder (KMIP 2.1 §6.1.7). */
export class DeniedError extends KmipError {
  readonly payload: object | undefined

  constructor(reason: ResultReason, message: string, payload?: object) {
    super(reason, message)
    this.payload = payload
  }
}
