import { setTimeout as sleep } from 'node:timers/promises'
import type { z } from 'zod'
import { InterfaceError } from './interface-error.ts'
import type { RouteTable } from './route.ts'
import { type HttpResponse, NoAnswerError, requestOverUnixSocket, type SocketAddress } from './unix-socket-request.ts'

/** Why a socket cannot be used: a code of the interface, what is wrong with the socket, and what to do. */
export type SocketFailure<Code> = readonly [code: Code, what: string, hint: string | undefined]

export interface CallOptions<Code extends string> extends SocketAddress {
  /** Milliseconds for retries while the process, or what it needs, is away. */
  readonly wait: number
  /** Milliseconds for one try. */
  readonly timeout: number
  /** The code for "away": retried, and given where the process does not answer. */
  readonly awayCode: Code
  /** By the code of the system: ENOENT, ECONNREFUSED, EACCES. */
  readonly socketFailures: Readonly<Record<string, SocketFailure<Code>>>
  /** Whether the interface has an error of the code that was answered. */
  readonly isErrorCode: (code: unknown) => code is Code
  readonly createError: (code: Code, message: string, hint?: string, options?: ErrorOptions) => InterfaceError<Code>
}

/** What a route takes and gives on the wire. */
type RequestBody<Routes extends RouteTable, R extends keyof Routes> = z.input<Routes[R & keyof RouteTable]['request']>
type ResponseBody<Routes extends RouteTable, R extends keyof Routes> = z.input<Routes[R & keyof RouteTable]['response']>

/** @throws InterfaceError with what the process says */
const readResponse = <Code extends string>(
  { status, body }: HttpResponse,
  { isErrorCode, createError }: CallOptions<Code | 'internal'>,
): unknown => {
  const value: unknown = JSON.parse(body.toString())
  if (status === 200) return value
  const { error } = value as { readonly error?: { readonly code?: unknown; message?: string; hint?: string } }
  const code = isErrorCode(error?.code) ? error.code : 'internal'
  throw createError(code, error?.message ?? `HTTP ${status}`, error?.hint)
}

const maximumPause = 2000

/**
 * A function that calls a route of the process behind a socket. It retries for `wait` while the process is away.
 * Types come from the declaration of the routes, which itself is not loaded: zod would double the start of a command.
 */
export const createRouteCaller = <Routes extends RouteTable, Code extends string>(
  options: CallOptions<Code | 'internal'>,
) => {
  const { path, wait, timeout, awayCode, socketFailures, createError } = options

  const isAway = (error: unknown): boolean =>
    error instanceof NoAnswerError ||
    (error instanceof InterfaceError && error.code === awayCode) ||
    ['ECONNREFUSED', 'ENOENT', 'ECONNRESET', 'EPIPE'].includes((error as NodeJS.ErrnoException).code ?? '')

  const explainError = (error: unknown): unknown => {
    if (error instanceof NoAnswerError) return createError(awayCode, error.message, undefined, { cause: error })
    const { code } = error as NodeJS.ErrnoException
    if (error instanceof InterfaceError || code === undefined) return error
    const [failure, what, hint] = socketFailures[code] ?? [awayCode, `cannot be used: ${code}`, undefined]
    return createError(failure, `The socket ${path} ${what}.`, hint, { cause: error })
  }

  /** @param name in the path; empty where the path has none */
  return async <R extends keyof Routes & string>(
    route: R,
    name: string,
    body: RequestBody<Routes, R> & (object | undefined),
  ): Promise<ResponseBody<Routes, R>> => {
    const [method = '', template = ''] = route.split(' ')
    const request = { method, target: template.replace('{name}', encodeURIComponent(name)), body }
    const deadline = performance.now() + wait
    for (let pause = 100; ; pause = Math.min(pause * 2, maximumPause))
      try {
        // The process is trusted to answer as the interface declares.
        return readResponse(await requestOverUnixSocket(options, request, timeout), options) as ResponseBody<Routes, R>
      } catch (error) {
        if (!isAway(error) || performance.now() + pause > deadline) throw explainError(error)
        await sleep(pause)
      }
  }
}
