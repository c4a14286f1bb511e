import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import { createRouteFinder } from './find-route.ts'
import { InterfaceError } from './interface-error.ts'
import { readBody } from './request-body.ts'
import type { InterfaceDeclaration, RouteTable } from './route.ts'

/** A request, with its body as the route declares it. */
export interface RouteRequest<Body> {
  /** The name in the path; empty where the path has none. */
  readonly name: string
  readonly query: URLSearchParams
  readonly body: Body
}

type Handler<Body, Result, Services> = (request: RouteRequest<Body>, services: Services) => Promise<Result>

/** What a process does for each route. */
export type Handlers<Routes extends RouteTable, Services> = {
  readonly [R in keyof Routes]: Handler<
    z.output<Routes[R & keyof RouteTable]['request']>,
    z.output<Routes[R & keyof RouteTable]['response']>,
    Services
  >
}

export interface InterfaceLog {
  /** Logs an unexpected error. */
  readonly logFault: (error: unknown) => void
  /** Logs a refused request. */
  readonly logRefusal: (what: string, failure: { readonly code: string; readonly message: string }) => void
}

export interface ResponderOptions<Routes extends RouteTable, Services> extends InterfaceDeclaration<Routes> {
  readonly handlers: Handlers<Routes, Services>
  /** Runs before the body is read. Throws an InterfaceError when the socket does not permit the request. */
  readonly requirePermission: (id: keyof Routes & string, name: string, services: Services) => void
  /** Turns an expected error of a handler into an InterfaceError; leaves others as they are. */
  readonly explainError?: (error: unknown) => unknown
  /** Runs when a handler has succeeded, before the answer. */
  readonly onSuccess?: (id: keyof Routes & string, request: RouteRequest<unknown>, services: Services) => void
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

/** A function that answers one request of the interface. It never rejects. */
export const createResponder = <Routes extends RouteTable, Services>(options: ResponderOptions<Routes, Services>) => {
  const { listener, errors, handlers, requirePermission, explainError, onSuccess } = options
  const findRoute = createRouteFinder(options)

  const handleRequest = async (request: IncomingMessage, services: Services): Promise<object> => {
    const url = URL.parse(request.url ?? '/', `http://${listener}`)
    if (!url) throw new InterfaceError('badRequest', 'The path is malformed.')
    const { id, route, name } = findRoute(request.method ?? '', url.pathname)
    requirePermission(id, name, services)
    const body = await readBody(route.request, request)
    // TypeScript does not relate a route to the handler of the same id; the type of `handlers` does.
    const handle = handlers[id] as Handler<unknown, unknown, Services>
    const given = { name, query: url.searchParams, body }
    const result = await handle(given, services)
    onSuccess?.(id, given, services)
    return z.encode(route.response, result)
  }

  /** What the caller is told. The cause of an unexpected error stays in the log of the process. */
  const toFailure = (thrown: unknown, { logFault }: InterfaceLog): InterfaceError => {
    const error = explainError ? explainError(thrown) : thrown
    if (error instanceof InterfaceError) return error
    logFault(error)
    return new InterfaceError('internal', `The ${listener} failed. The cause is in the ${listener}'s log.`)
  }

  return async (
    request: IncomingMessage,
    response: ServerResponse,
    services: Services,
    log: InterfaceLog,
  ): Promise<void> => {
    try {
      const body = await handleRequest(request, services)
      if (isStream(body)) await sendStream(body, response)
      else sendJson(200, body, response)
    } catch (error) {
      const { code, message, hint, allow } = toFailure(error, log)
      const { status } = errors[code] ?? { status: 500 }
      log.logRefusal(`${request.method} ${request.url?.split('?')[0]}`, { code, message })
      if (response.headersSent) response.destroy()
      else {
        response.setHeader('connection', 'close')
        if (status === 405 && allow) response.setHeader('allow', allow.join(', '))
        sendJson(status, { error: { code, message, ...(hint && { hint }) } }, response)
      }
    }
  }
}
