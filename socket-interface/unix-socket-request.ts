import { connect, type Socket } from 'node:net'

export interface HttpResponse {
  readonly status: number
  readonly body: Buffer
}

export interface HttpRequest {
  readonly method: string
  /** Path and query. */
  readonly target: string
  /** Sent as JSON. */
  readonly body: object | undefined
}

/** The process behind a socket did not answer. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError'
}

export interface SocketAddress {
  /** Of the socket. */
  readonly path: string
  /** What listens, as messages name it: `agent`. */
  readonly listener: string
}

/** Bytes of a response. */
const largestResponse = 16 * 1024 * 1024

/** The response, once all of it is there. */
const parseResponse = (bytes: Buffer): HttpResponse | undefined => {
  const end = bytes.indexOf('\r\n\r\n')
  const head = bytes.toString('latin1', 0, Math.max(end, 0))
  const status = /^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1]
  const length = /^content-length: *(\d+)\r?$/im.exec(head)?.[1]
  const body = bytes.subarray(end + 4)
  if (end < 0 || status === undefined || length === undefined || body.length < Number(length)) return undefined
  return { status: Number(status), body: body.subarray(0, Number(length)) }
}

const readToEnd = (socket: Socket): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    let size = 0
    socket.on('data', (part) => {
      parts.push(part)
      size += part.length
      if (size > largestResponse) socket.destroy(new Error('the response is too large'))
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(Buffer.concat(parts)))
  })

/**
 * Sends one HTTP request over a Unix socket. It uses `node:net`: loading `node:http` takes longer than all the rest of a
 * command that the database runs for every segment of its log.
 *
 * @param timeout milliseconds
 * @throws NoAnswerError, or the error of the socket
 */
export const requestOverUnixSocket = async (
  { path, listener }: SocketAddress,
  { method, target, body }: HttpRequest,
  timeout: number,
): Promise<HttpResponse> => {
  const socket = connect(path)
  socket.setTimeout(timeout, () =>
    socket.destroy(new NoAnswerError(`The ${listener} at ${path} did not answer within ${timeout / 1000} s.`)),
  )
  const text = body === undefined ? '' : JSON.stringify(body)
  const head = [
    `${method} ${target} HTTP/1.1`,
    `host: ${listener}`,
    'connection: close',
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(text)}`,
  ]
  socket.write(`${head.join('\r\n')}\r\n\r\n${text}`)
  const response = parseResponse(await readToEnd(socket))
  if (!response) throw new NoAnswerError(`The ${listener} at ${path} closed the connection before it answered.`)
  return response
}
