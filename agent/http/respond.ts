import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { EnvelopeError } from '../envelope/envelope-error.ts'
import { AgentError, type AgentFault, agentFaults } from '../interface/agent-error.ts'
import { type Answer, type Asked, type Route, requirePermitted, routes, type Services } from './routes.ts'

/** Bytes of a JSON body; data of any size goes through encrypt and decrypt. */
const largestBody = 2 * 1024 * 1024

const jsonOf = async (request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> => {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length
    if (size > largestBody) throw new AgentError('tooLarge', `A body has at most ${largestBody} bytes.`)
    parts.push(part)
  }
  if (size === 0) return {}
  try {
    const value: unknown = JSON.parse(Buffer.concat(parts).toString())
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  } catch {
    // Said below; what JSON.parse says quotes the body.
  }
  throw new AgentError('badRequest', 'The body is not a JSON object.')
}

const segmentOf = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new AgentError('badRequest', 'The path is not well formed.')
  }
}

/** The name in the path, when this route is meant; else undefined. */
const nameIn = (route: Route, path: string): string | undefined => {
  const [before = '', after] = route.path.split('{name}')
  if (after === undefined) return path === before ? '' : undefined
  if (!path.startsWith(before) || !path.endsWith(after)) return undefined
  const name = path.slice(before.length, path.length - after.length)
  return name === '' || name.includes('/') ? undefined : segmentOf(name)
}

const found = (method: string, path: string): { readonly route: Route; readonly name: string } => {
  const here = routes.flatMap((route) => {
    const name = nameIn(route, path)
    return name === undefined ? [] : [{ route, name }]
  })
  const match = here.find(({ route }) => route.method === method)
  if (match) return match
  throw here.length > 0
    ? new AgentError('badRequest', `${path} is not to be used with ${method}.`)
    : new AgentError('notFound', `There is no ${path}: the interface begins with /v1.`)
}

const answerTo = async (request: IncomingMessage, services: Services): Promise<Answer> => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://agent')
  const { route, name } = found(request.method ?? '', pathname)
  requirePermitted(route, name, services.socket)
  const asked: Asked = { name, query: searchParams, json: () => jsonOf(request), stream: request }
  return route.run(asked, services)
}

interface Failure {
  readonly code: AgentFault
  readonly message: string
  readonly hint: string | undefined
}

/** What the caller is told; anything unforeseen stays in the agent's log. */
const failureOf = (error: unknown, fault: (error: unknown) => void): Failure => {
  if (error instanceof AgentError) return error
  if (error instanceof EnvelopeError) return { code: 'cannotOpen', message: error.message, hint: undefined }
  fault(error)
  return { code: 'internal', message: 'The agent failed; its log says why.', hint: undefined }
}

const isStream = (answer: Answer): answer is AsyncIterable<Uint8Array> => Symbol.asyncIterator in answer

/** The first piece decides: what fails before it is said with a status, what fails later ends the connection. */
const sendStream = async (answer: AsyncIterable<Uint8Array>, response: ServerResponse): Promise<void> => {
  const iterator = answer[Symbol.asyncIterator]()
  const first = await iterator.next()
  async function* all(): AsyncGenerator<Uint8Array> {
    if (!first.done) yield first.value
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value
  }
  response.writeHead(200, { 'content-type': 'application/octet-stream' })
  if (first.done) response.end()
  else await pipeline(all(), response)
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

export interface Reports {
  /** A fault of the agent's own. */
  readonly fault: (error: unknown) => void
  /** A request was refused, and why. */
  readonly refused: (what: string, failure: { readonly code: string; readonly message: string }) => void
}

/** One request of the interface, from socket to answer. Never rejects. */
export const respond = async (
  request: IncomingMessage,
  response: ServerResponse,
  services: Services,
  reports: Reports,
): Promise<void> => {
  try {
    const answer = await answerTo(request, services)
    if (isStream(answer)) await sendStream(answer, response)
    else sendJson(200, answer, response)
  } catch (error) {
    const failure = failureOf(error, reports.fault)
    reports.refused(`${request.method} ${request.url?.split('?')[0]}`, failure)
    if (response.headersSent) response.destroy()
    else {
      const { code, message, hint } = failure
      response.setHeader('connection', 'close')
      sendJson(agentFaults[code], { error: { code, message, ...(hint && { hint }) } }, response)
    }
  }
}
