import type { OperationName, ResultReason, ResultStatus } from '../codec/index.ts'
import { formatAddress, type ServerAddress } from './connection/server-address.ts'

export interface ResponseFacts {
  readonly operation: OperationName
  /** Absent if the server skipped this item because an earlier one failed. */
  readonly resultStatus?: ResultStatus | undefined
  readonly resultReason?: ResultReason | undefined
  readonly resultMessage?: string | undefined
  /** With the status OperationPending: the value to Poll with. */
  readonly asynchronousCorrelationValue?: Uint8Array | undefined
  /** The server that answered. */
  readonly server?: ServerAddress | undefined
}

const describeResponse = ({ operation, resultStatus, resultReason, resultMessage }: ResponseFacts): string => {
  if (resultStatus === undefined) return `${operation} was skipped: an earlier item of the batch failed`
  const outcome = { OperationPending: 'is pending', OperationUndone: 'was undone' }[resultStatus as string] ?? 'failed'
  return [`${operation} ${outcome}`, resultReason, resultMessage].filter(Boolean).join(': ')
}

/** The server answered and the operation failed (KMIP 1.4 §6.9, §6.10; 2.1 §11.46, §11.47). */
export class KmipResponseError extends Error {
  override readonly name = 'KmipResponseError'
  readonly operation: OperationName
  readonly resultStatus: ResultStatus | undefined
  readonly resultReason: ResultReason | undefined
  /** The server's message. */
  readonly resultMessage: string | undefined
  readonly asynchronousCorrelationValue: Uint8Array | undefined
  readonly server: ServerAddress | undefined

  constructor(facts: ResponseFacts) {
    super(describeResponse(facts))
    this.operation = facts.operation
    this.resultStatus = facts.resultStatus
    this.resultReason = facts.resultReason
    this.resultMessage = facts.resultMessage
    this.asynchronousCorrelationValue = facts.asynchronousCorrelationValue
    this.server = facts.server
  }
}

/** Why a connection failed or was lost. */
export type ConnectionFault =
  | 'refused'
  | 'unknownHost'
  | 'unreachable'
  | 'closed'
  | 'unknownAuthority'
  | 'serverCertificateInvalid'
  | 'nameMismatch'
  | 'certificateRefused'
  | 'notTls'
  | 'noCommonTls'
  | 'clientClosed'
  | 'failed'

export interface ConnectionFacts {
  readonly fault: ConnectionFault
  /** What to do about it. */
  readonly hint: string
  readonly server?: ServerAddress | undefined
  /** Whether the server may have received, and so carried out, the request. */
  readonly sent?: boolean
  readonly cause?: unknown
}

/** The server is unreachable, one side does not trust the other, or the connection was lost. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError'
  readonly fault: ConnectionFault
  readonly hint: string
  readonly server: ServerAddress | undefined
  readonly sent: boolean

  constructor(message: string, { fault, hint, server, sent = false, cause }: ConnectionFacts) {
    super(server ? `${formatAddress(server)}: ${message}` : message, cause === undefined ? {} : { cause })
    this.fault = fault
    this.hint = hint
    this.server = server
    this.sent = sent
  }
}

/** A connection or a whole call timed out. */
export class TimeoutError extends Error {
  override readonly name = 'TimeoutError'
  readonly hint: string
  readonly server: ServerAddress | undefined
  /** Whether the server may have received, and so carried out, the request. */
  readonly sent: boolean

  constructor(what: string, milliseconds: number, server: ServerAddress | undefined, sent: boolean) {
    super(`${server ? `${formatAddress(server)}: ` : ''}${what} took longer than ${milliseconds} ms`)
    this.hint = sent
      ? 'The server may have carried it out: check before you repeat it.'
      : 'Check that the server is up and that no firewall is in between, or raise `timeout`.'
    this.server = server
    this.sent = sent
  }
}

/**
 * `notKmip`: something else than a KMIP server answered. `tooLarge`: the answer has more than `maximumResponseSize` bytes. `malformed`: it is
 * not well formed. `field`: a field that the call needs is missing or cannot be read. `mismatch`: it answers another request. `version`: the
 * version has not what was asked for, or none is spoken by both sides. `refused`: the server did not do what it said.
 */
export type ProtocolFault = 'notKmip' | 'tooLarge' | 'malformed' | 'field' | 'mismatch' | 'version' | 'refused'

export interface ProtocolFacts {
  readonly fault: ProtocolFault
  /** What to do about it. */
  readonly hint: string
  readonly server?: ServerAddress | undefined
  readonly cause?: unknown
}

/** The answer of the server is unusable: not KMIP, too large, not for this request, or in another version. Holds no values of the answer. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError'
  readonly fault: ProtocolFault
  readonly hint: string
  readonly server: ServerAddress | undefined

  constructor(message: string, { fault, hint, server, cause }: ProtocolFacts) {
    super(server ? `${formatAddress(server)}: ${message}` : message, cause === undefined ? {} : { cause })
    this.fault = fault
    this.hint = hint
    this.server = server
  }
}
