import { connect, type Socket } from 'node:net'
import { AgentError, type AgentFault, agentFaults } from './agent-error.ts'

export interface HttpAnswer {
  readonly status: number
  readonly body: Buffer
}

/** Bytes of an answer. */
const largestAnswer = 16 * 1024 * 1024

const parsed = (bytes: Buffer): HttpAnswer | undefined => {
  const end = bytes.indexOf('\r\n\r\n')
  const head = bytes.toString('latin1', 0, Math.max(end, 0))
  const status = /^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1]
  const length = /^content-length: *(\d+)\r?$/im.exec(head)?.[1]
  const body = bytes.subarray(end + 4)
  if (end < 0 || status === undefined || length === undefined || body.length < Number(length)) return undefined
  return { status: Number(status), body: body.subarray(0, Number(length)) }
}

const received = (socket: Socket): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    let size = 0
    socket.on('data', (part) => {
      parts.push(part)
      size += part.length
      if (size > largestAnswer) socket.destroy(new Error('the answer is too large'))
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(Buffer.concat(parts)))
  })

/**
 * One request over a Unix socket. Written over `node:net`, as loading `node:http` would take longer than all the rest of a
 * command that the database runs for every segment of its log.
 */
export const request = async (
  path: string,
  method: string,
  target: string,
  value: object | undefined,
  timeout: number,
): Promise<HttpAnswer> => {
  const socket = connect(path)
  socket.setTimeout(timeout, () =>
    socket.destroy(new AgentError('kmsUnavailable', `The agent at ${path} did not answer in ${timeout / 1000} s.`)),
  )
  const body = value === undefined ? '' : JSON.stringify(value)
  const head = [
    `${method} ${target} HTTP/1.1`,
    'host: agent',
    'connection: close',
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
  ]
  socket.write(`${head.join('\r\n')}\r\n\r\n${body}`)
  const answer = parsed(await received(socket))
  if (!answer)
    throw new AgentError('kmsUnavailable', `The agent at ${path} ended the connection before it had answered.`)
  return answer
}

const isFault = (code: unknown): code is AgentFault => typeof code === 'string' && Object.hasOwn(agentFaults, code)

/** @throws AgentError with what the agent said */
export const bodyOf = ({ status, body }: HttpAnswer): Readonly<Record<string, unknown>> => {
  const value = JSON.parse(body.toString()) as Record<string, unknown>
  if (status === 200) return value
  const error = value.error as { code?: unknown; message?: string; hint?: string } | undefined
  throw new AgentError(isFault(error?.code) ? error.code : 'internal', error?.message ?? `HTTP ${status}`, error?.hint)
}
