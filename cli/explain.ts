import type {
  ConnectionError,
  ConnectionFault,
  KmipResponseError,
  ProtocolError,
  TimeoutError,
} from '../client/error.ts'
import { CliError } from './cli-error.ts'

const deniedReasons = new Set([
  'AuthenticationNotSuccessful',
  'PermissionDenied',
  'NotAuthorised',
  'AttestationRequired',
  'AttestationFailed',
  'BadPassword',
  'InvalidTicket',
])
const notFoundReasons = new Set(['ItemNotFound', 'ObjectNotFound', 'ObjectDestroyed', 'AttributeNotFound'])

const explainResponse = (error: KmipResponseError): CliError => {
  const reason = error.resultReason ?? ''
  if (deniedReasons.has(reason))
    return new CliError(
      'denied',
      error.message,
      'Use the certificate of a client that may do this (--cert, --key), or a user of it (--username).',
    )
  if (notFoundReasons.has(reason)) return new CliError('notFound', error.message, 'See what there is: kmip locate')
  return new CliError('failed', error.message)
}

/** The hints of the library name its options; here stand the flags that set them. */
const flagHints: Readonly<Partial<Record<ConnectionFault, string>>> = {
  unknownAuthority: 'Give the certificate of the authority that issued it: --ca FILE.',
  nameMismatch: 'Connect by a name in the certificate, or give one: --server-name NAME.',
  certificateRefused:
    'Give a certificate that has not expired, from an authority that the server trusts: --cert FILE --key FILE.',
}

const explainConnection = (error: ConnectionError): CliError =>
  new CliError('connection', error.message, flagHints[error.fault] ?? error.hint)

const explainTimeout = (error: TimeoutError): CliError =>
  new CliError(
    'connection',
    error.message,
    error.sent
      ? error.hint
      : 'Check that the server is up and that no firewall is in between, or allow more time: --timeout SECONDS.',
  )

const explainProtocol = (error: ProtocolError): CliError =>
  new CliError(
    'connection',
    error.message,
    error.fault === 'tooLarge' ? 'Ask for less: kmip locate has --max and --offset.' : error.hint,
  )

const fileFaults: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'not allowed for this user',
  EISDIR: 'a directory, not a file',
  ENOTDIR: 'part of the path is no directory',
}

const explainPortInUse = (error: Error & { readonly address?: string; readonly port?: number }): CliError =>
  new CliError(
    'failed',
    `port ${error.port} of ${error.address} is in use`,
    'Choose another port with --port, or stop the program that listens there.',
  )

/** Turns an error into what a person is told. It goes by the name of the error, so that no other room is loaded for it. */
export const explain = (thrown: unknown): CliError => {
  if (thrown instanceof CliError) return thrown
  const error = thrown instanceof Error ? thrown : new Error(String(thrown))
  const { code, path } = error as NodeJS.ErrnoException
  if (code === 'EADDRINUSE') return explainPortInUse(error)
  if (code !== undefined && path !== undefined) return new CliError('usage', `${path}: ${fileFaults[code] ?? code}`)
  switch (error.name) {
    case 'KmipResponseError':
      return explainResponse(error as KmipResponseError)
    case 'ConnectionError':
      return explainConnection(error as ConnectionError)
    case 'TimeoutError':
      return explainTimeout(error as TimeoutError)
    case 'ProtocolError':
      return explainProtocol(error as ProtocolError)
    case 'ConfigurationError':
      return new CliError('usage', error.message)
    case 'SetUpError':
      return new CliError('reason' in error && error.reason === 'notFound' ? 'notFound' : 'usage', error.message)
    case 'CodecError':
    case 'KeyFormatError':
    case 'StoreOpenError':
      return new CliError('failed', error.message)
    default:
      return new CliError('failed', error.message, 'Unexpected error. Please report it.')
  }
}
