import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import type { Oddity } from '../../client/index.ts'
import { AgentError, type AgentErrorCode, agentErrors } from '../interface/agent-error.ts'
import type { Route } from '../interface/route.ts'
import { routes } from '../interface/routes.ts'
import { findRoute } from './find-route.ts'
import { type AnyHandler, handlers, type Services } from './handlers.ts'
import { readBody } from './request-body.ts'
import { requirePermission } from './require-permission.ts'

const handleRequest = async (request: IncomingMessage, services: Services): Promise<object> => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://agent')
  const { id, name } = findRoute(request.method ?? '', pathname)
  const route: Route = routes[id]
  requirePermission(route, name, services.socket)
  const body = await readBody(route.request, request)
  // TypeScript does not relate a route to the handler of the same id; the type of `handlers` does.
  const handle = handlers[id] as AnyHandler
  const result = await handle({ name, context: searchParams.get('context') ?? '', body }, services)
  return z.encode(route.response, result)
}

interface Failure {
  readonly code: AgentErrorCode
  readonly message: string
  readonly hint: string | undefined
}

/** What the caller is told. The cause of an unexpected error stays in the agent's log. */
const toFailure = (error: unknown, logFault: (error: unknown) => void): Failure => {
  if (error instanceof AgentError) return error
  logFault(error)
  return { code: 'internal', message: "The agent failed. The cause is in the agent's log.", hint: undefined }
}

const isStream = (body: object): body is AsyncIterable<Uint8Array> => Symbol.asyncIterator in body

/** Before the first piece a failure has a status; later it ends the connection. */
const sendStream = async (body: AsyncIterable<Uint8Array>, response: ServerResponse): Promise<void> => {
  const iterator = body[Symbol.asyncIterator]()
  const first = await iterator.next()
  async function* readAll(): AsyncGenerator<Uint8Array> {
    if (!first.done) yield first.value
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value
  }
  response.writeHead(200, { 'content-type': 'application/octet-stream' })
  if (first.done) response.end()
  else await pipeline(readAll(), response)
}

const sendJson = (status: number, value: object, response: ServerResponse): void => {
  const body = JSON.stringify(value)
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
  })
  response.end(body)
}

export interface AgentLog {
  /** Logs an unexpected error. */
  readonly logFault: (error: unknown) => void
  /** Logs a refused request. */
  readonly logRefusal: (what: string, failure: { readonly code: string; readonly message: string }) => void
  /** Logs where an answer of the KMS departs from the standard. Default: not logged. */
  readonly logOddity?: (oddity: Oddity) => void
}

/** Answers one request of the interface. Never rejects. */
export const respond = async (
  request: IncomingMessage,
  response: ServerResponse,
  services: Services,
  log: AgentLog,
): Promise<void> => {
  try {
    const body = await handleRequest(request, services)
    if (isStream(body)) await sendStream(body, response)
    else sendJson(200, body, response)
  } catch (error) {
    const failure = toFailure(error, log.logFault)
    log.logRefusal(`${request.method} ${request.url?.split('?')[0]}`, failure)
    if (response.headersSent) response.destroy()
    else {
      const { code, message, hint } = failure
      response.setHeader('connection', 'close')
      sendJson(agentErrors[code].status, { error: { code, message, ...(hint && { hint }) } }, response)
    }
  }
}
