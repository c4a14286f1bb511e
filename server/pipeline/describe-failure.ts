import { CodecError, KmipError, type ResultReason } from '../../codec/index.ts'
import { KeyFormatError } from '../../codec/key/index.ts'
import { CryptoError } from '../crypto/crypto-error.ts'
import { NameTaken } from '../store/errors.ts'
import type { Failure } from './services.ts'

/** Characters of a Result Message: sentences may quote what a client sent. */
const longestMessage = 500

/** Well formed, wherever it is cut: half a surrogate pair cannot be written. */
const truncateMessage = (message: string): string =>
  (message.length <= longestMessage ? message : `${message.slice(0, longestMessage - 1)}…`).toWellFormed()

const translateError = (error: unknown): Failure | undefined => {
  if (error instanceof KmipError) return error
  if (error instanceof CryptoError || error instanceof KeyFormatError)
    return { reason: error.reason as ResultReason, message: error.message }
  if (error instanceof CodecError)
    return { reason: error.fault === 'malformed' ? 'InvalidMessage' : 'InvalidField', message: `${error.message}.` }
  if (error instanceof NameTaken)
    return { reason: 'NonUniqueNameAttribute', message: 'Another object of yours already has this Name.' }
  return undefined
}

/** The one place where an error becomes a Result Reason and a sentence; `undefined`: a fault of ours, not for the client. */
export const describeFailure = (error: unknown): Failure | undefined => {
  const failure = translateError(error)
  return failure && { reason: failure.reason, message: truncateMessage(failure.message) }
}

export const generalFailure: Failure = {
  reason: 'GeneralFailure',
  message: 'The server could not do this now; its log says why. Try again later.',
}
