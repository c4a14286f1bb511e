import { KmipError, type ResultReason } from '../../codec/index.ts'

/** A failure whose payload names the request fields that caused it. It clears the ID Placeholder (KMIP 2.1 §6.1.7). */
export class DeniedError extends KmipError {
  readonly payload: object | undefined

  constructor(reason: ResultReason, message: string, payload?: object) {
    super(reason, message)
    this.payload = payload
  }
}
