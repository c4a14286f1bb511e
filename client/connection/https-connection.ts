import { Agent, type IncomingMessage, request } from 'node:http'
import type { RequestMessage, ResponseMessage } from '../../codec/index.ts'
import { FrameError } from '../../codec/ttlv/frame.ts'
import { ProtocolError } from '../error.ts'
import type { Settings } from '../settings.ts'
import type { Connection } from './connection.ts'
import { createClosedError, toConnectionError } from './connection-fault.ts'
import { openSocket } from './open-socket.ts'
import { readAnswer, toProtocolError } from './read-answer.ts'
import type { ServerAddress } from './server-address.ts'

const octets = 'application/octet-stream'

/** Bytes of the body to quote from a response with a status other than 200. */
const longestSentence = 500

/** Reads the body, at most `maximum` bytes. */
const readBody = async (response: IncomingMessage, maximum: number): Promise<Buffer> => {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > maximum) throw new FrameError('tooLarge', `more than ${maximum} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

const createForeignError = (what: string, server: ServerAddress): ProtocolError =>
  new ProtocolError(`the answer is not KMIP: ${what}`, {
    fault: 'notKmip',
    hint: 'Check host, port and path: KMIP messages are not answered at that address.',
    server,
  })

/**
 * Opens a connection that posts TTLV messages. KMIP Profiles 2.1 §5.3.1.
 * @throws ConnectionError, or the reason of `signal`
 */
export const openHttpsConnection = async (
  server: ServerAddress,
  settings: Settings,
  signal: AbortSignal,
): Promise<Connection> => {
  const socket = await openSocket(server, settings, signal)
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  agent.createConnection = () => socket
  const gone = Promise.withResolvers<void>()
  let usable = true
  let inFlight = 0
  socket.on('close', () => {
    usable = false
    gone.resolve()
  })
  // Nothing else listens between requests.
  socket.on('error', () => undefined)
  socket.unref()

  const read = async (response: IncomingMessage, asked: RequestMessage): Promise<ResponseMessage> => {
    const { statusCode, headers } = response
    if (statusCode !== 200) {
      const sentence = await readBody(response, longestSentence).catch(() => '')
      throw createForeignError(`HTTP status ${statusCode} ${sentence}`.trim(), server)
    }
    if (headers['content-type'] !== octets)
      throw createForeignError(`its Content-Type is ${headers['content-type']}`, server)
    const body = await readBody(response, settings.maximumResponseSize).catch((error: unknown) => {
      throw error instanceof FrameError ? toProtocolError(error, asked, server, settings.maximumResponseSize) : error
    })
    const message = readAnswer(body, asked, server, settings)
    body.fill(0)
    return message
  }

  const post = (asked: RequestMessage, bytes: Uint8Array, giveUp: AbortSignal): Promise<ResponseMessage> =>
    new Promise((resolve, reject) => {
      giveUp.throwIfAborted()
      if (!usable || !socket.writable) throw createClosedError(server, false)
      const headers = { 'Content-Type': octets, 'Content-Length': bytes.length, 'Cache-Control': 'no-cache' }
      const { host, port, target: path = '/' } = server
      const sent = request({ agent, host, port, path, method: 'POST', headers, signal: giveUp })
      const rejectRequest = (error: Error): void => {
        socket.destroy()
        const known = giveUp.aborted || error instanceof ProtocolError
        reject(giveUp.aborted ? giveUp.reason : known ? error : toConnectionError(error, server, true))
      }
      sent.on('error', rejectRequest)
      sent.on('response', (response) => read(response, asked).then(resolve, rejectRequest))
      const copy = Buffer.from(bytes)
      sent.end(copy, () => copy.fill(0))
      socket.ref()
    })

  const updateState = (): void => {
    if (inFlight > 0) return
    socket.unref()
    if (!usable) agent.destroy()
    if (!usable) socket.destroy()
  }

  return {
    server,
    closed: gone.promise,
    get usable() {
      return usable && socket.writable
    },
    async exchange(asked, bytes, giveUp) {
      inFlight++
      try {
        return await post(asked, bytes, giveUp)
      } finally {
        inFlight--
        updateState()
      }
    },
    end() {
      usable = false
      updateState()
    },
  }
}
