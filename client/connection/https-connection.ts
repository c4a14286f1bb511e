import { Agent, type IncomingMessage, request } from 'node:http'
import { CodecError, defaultLimits, type ResponseMessage, readResponse, TtlvReader } from '../../codec/index.ts'
import { ProtocolError } from '../error.ts'
import type { Settings } from '../settings.ts'
import type { Connection } from './connection.ts'
import { createClosedError, toConnectionError } from './connection-fault.ts'
import { openSocket } from './open-socket.ts'
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
    if (size > maximum) throw new CodecError('malformed', `an answer of more than ${maximum} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

const createUnusableError = (what: string, server: ServerAddress, cause?: Error): ProtocolError =>
  new ProtocolError(
    `the answer cannot be used: ${what}`,
    'Check that KMIP messages are posted to that address, and that maximumResponseSize allows for its answers.',
    server,
    cause,
  )

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

  const read = async (response: IncomingMessage): Promise<ResponseMessage> => {
    const { statusCode, headers } = response
    if (statusCode !== 200) {
      const sentence = await readBody(response, longestSentence).catch(() => '')
      throw createUnusableError(`HTTP status ${statusCode} ${sentence}`.trim(), server)
    }
    if (headers['content-type'] !== octets)
      throw createUnusableError(`its Content-Type is ${headers['content-type']}`, server)
    try {
      const body = await readBody(response, settings.maximumResponseSize)
      const message = readResponse(
        new TtlvReader(body, { ...defaultLimits, messageSize: settings.maximumResponseSize }),
      )
      body.fill(0)
      return message
    } catch (error) {
      throw error instanceof CodecError ? createUnusableError(error.message, server, error) : error
    }
  }

  const post = (bytes: Uint8Array, giveUp: AbortSignal): Promise<ResponseMessage> =>
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
      sent.on('response', (response) => read(response).then(resolve, rejectRequest))
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
    async exchange(bytes, giveUp) {
      inFlight++
      try {
        return await post(bytes, giveUp)
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
