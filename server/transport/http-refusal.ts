import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'

/** A refused HTTP request: the status code and a sentence for the client. */
export class HttpRefusal extends Error {
  override readonly name = 'HttpRefusal'
  readonly status: number
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message)
    this.status = status
    this.headers = headers
  }
}

/** Milliseconds to discard what a refused client still sends: an immediate close could lose the response. */
const lingering = 2000

/** The refusal ends the connection. */
const createHeaders = ({ headers }: HttpRefusal, body: string): Record<string, string> => ({
  ...headers,
  'Content-Type': 'text/plain; charset=utf-8',
  'Content-Length': String(Buffer.byteLength(body)),
  'Cache-Control': 'no-cache',
  Connection: 'close',
})

const createBody = ({ message }: HttpRefusal): string => `${message}\n`

export const answerRefusal = (request: IncomingMessage, response: ServerResponse, refusal: HttpRefusal): void => {
  const body = createBody(refusal)
  response.writeHead(refusal.status, createHeaders(refusal, body))
  if (request.complete) {
    response.end(body)
    return
  }
  response.write(body)
  const end = (): void => {
    clearTimeout(timer)
    response.end()
  }
  const timer = setTimeout(end, lingering)
  request.once('end', end).once('close', end).resume()
}

const toHttpRefusal = (code: string | undefined): HttpRefusal => {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new HttpRefusal(408, 'The request did not arrive completely in time.')
  if (code === 'HPE_HEADER_OVERFLOW') return new HttpRefusal(431, 'The header lines of the request are too long.')
  return new HttpRefusal(400, 'This is not an HTTP request.')
}

/** Answers input that is not a valid HTTP request and closes the connection; returns the reason. */
export const refuseUnparsed = (error: NodeJS.ErrnoException, socket: Socket): string => {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return error.message
  }
  const refusal = toHttpRefusal(error.code)
  const body = createBody(refusal)
  const lines = Object.entries(createHeaders(refusal, body)).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.write(`HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}\r\n${lines.join('')}\r\n${body}`)
  socket.destroySoon()
  return refusal.message
}
