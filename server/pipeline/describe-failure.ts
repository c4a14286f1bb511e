import { CodecError, type CodecFault, KmipError, type ResultReason } from '../../codec/index.ts'
import { KeyFormatError } from '../../codec/key/index.ts'
import { CryptoError } from '../crypto/crypto-error.ts'
import { NameTaken } from '../store/errors.ts'
import type { Failure } from './services.ts'

/** Characters of a Result Message: a message may quote client input of any length. */
const longestMessage = 500

/** A cut may split a surrogate pair, which UTF-8 cannot encode: hence `toWellFormed`. */
const truncateMessage = (message: string): string =>
  (message.length <= longestMessage ? message : `${message.slice(0, longestMessage - 1)}…`).toWellFormed()

/** KMIP 1.4 §11.1, 2.1 §11.46. */
const faultReasons: Readonly<Record<CodecFault, ResultReason>> = {
  malformed: 'InvalidMessage',
  field: 'InvalidField',
  repeated: 'InvalidMessage',
  enumeration: 'UnknownEnumeration',
}

const translateError = (error: unknown): Failure | undefined => {
  if (error instanceof KmipError) return error
  if (error instanceof CryptoError || error instanceof KeyFormatError)
    return { reason: error.reason as ResultReason, message: error.message }
  if (error instanceof CodecError) return { reason: faultReasons[error.fault], message: `${error.message}.` }
  if (error instanceof NameTaken)
    return { reason: 'NonUniqueNameAttribute', message: 'Another object of yours already has this Name.' }
  return undefined
}

/** The one place that turns an error into a Result Reason and message. `undefined`: an internal error, not shown to the client. */
export const describeFailure = (error: unknown): Failure | undefined => {
  const failure = translateError(error)
  return failure && { reason: failure.reason, message: truncateMessage(failure.message) }
}

export const generalFailure: Failure = {
  reason: 'GeneralFailure',
  message: 'The server failed to process the request; its log has the cause. Try again later.',
}
