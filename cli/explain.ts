import type { KmipResponseError } from '../client/error.ts'
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

const readHint = (error: Error): string => (error as { hint?: string }).hint ?? ''

/** Flags in place of the options of the library. */
const replaceOptionNames = (hint: string): string =>
  hint
    .replace('(ca)', '(--ca FILE)')
    .replace('(cert, key)', '(--cert FILE --key FILE)')
    .replace('as the server name', 'as --server-name')
    .replace('allow more time', 'allow more time (--timeout SECONDS)')

const fileFaults: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'not allowed for this user',
  EISDIR: 'a directory, not a file',
  ENOTDIR: 'part of the path is no directory',
}

/** What to tell a person about an error, by name, so that no room has to be loaded for it. */
export const explain = (thrown: unknown): CliError => {
  if (thrown instanceof CliError) return thrown
  const error = thrown instanceof Error ? thrown : new Error(String(thrown))
  const { code, path } = error as NodeJS.ErrnoException
  if (code !== undefined && path !== undefined) return new CliError('usage', `${path}: ${fileFaults[code] ?? code}`)
  switch (error.name) {
    case 'KmipResponseError':
      return explainResponse(error as KmipResponseError)
    case 'ConnectionError':
    case 'TimeoutError':
    case 'ProtocolError':
      return new CliError('connection', error.message, replaceOptionNames(readHint(error)))
    case 'ConfigError':
    case 'SetUpError':
      return new CliError('usage', error.message)
    case 'CodecError':
    case 'KeyFormatError':
    case 'StoreOpenError':
      return new CliError('failed', error.message)
    default:
      return new CliError('failed', error.message, 'That was not foreseen: please report it.')
  }
}
