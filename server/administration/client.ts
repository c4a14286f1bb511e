import { createRouteCaller, type SocketFailure } from '../../socket-interface/call-route.ts'
import { AdministrationError, type AdministrationErrorCode, administrationErrors } from './administration-error.ts'
import type { Routes } from './routes.ts'

export interface AdministrationClientOptions {
  /** Path of the socket. */
  readonly path: string
  /** Milliseconds for one response. Default: one minute. */
  readonly timeout?: number
}

const socketFailures: Readonly<Record<string, SocketFailure<AdministrationErrorCode>>> = {
  ENOENT: ['unavailable', 'is not there', 'Is the server running? Start it: kmip serve'],
  ECONNREFUSED: ['unavailable', 'has no server behind it', 'Start the server: kmip serve'],
  EACCES: [
    'notPermitted',
    'may not be used by this user',
    'Run the command as the user of the server or as root, or see [administration] in its configuration.',
  ],
}

const isErrorCode = (code: unknown): code is AdministrationErrorCode =>
  typeof code === 'string' && Object.hasOwn(administrationErrors, code)

/**
 * A function that calls a route of a running server over the socket of a role.
 *
 * @example
 * ```ts
 * const call = createAdministrationClient({ path: '/var/lib/kmip/administration/operator.sock' })
 * const { connections } = await call('GET /v1/status', '', undefined)
 * ```
 * It throws an AdministrationError with what the server says, or why the socket cannot be used.
 */
export const createAdministrationClient = ({ path, timeout = 60_000 }: AdministrationClientOptions) =>
  createRouteCaller<Routes, AdministrationErrorCode>({
    ...{ path, timeout, wait: 0, listener: 'server' },
    awayCode: 'unavailable',
    socketFailures,
    isErrorCode,
    createError: (...parts) => new AdministrationError(...parts),
  })
