import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'

/** Why an HTTP request does not come to be a message: its status code and a sentence for who sent it. */
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

/** Milliseconds in which what a refused client still sends is thrown away: closing on it would lose the answer. */
const lingering = 2000

/** The connection ends with the refusal. */
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
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new HttpRefusal(408, 'The request did not arrive whole in time.')
  if (code === 'HPE_HEADER_OVERFLOW') return new HttpRefusal(431, 'The header lines of the request are too long.')
  return new HttpRefusal(400, 'This is no HTTP request.')
}

/** Answers what the HTTP parser could make no request of, and closes the connection; says why. */
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
