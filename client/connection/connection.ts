import { CodecError, type RequestMessage, type ResponseMessage, Tag } from '../../codec/index.ts'
import { frame } from '../../codec/ttlv/frame.ts'
import { ConnectionError, ProtocolError } from '../error.ts'
import type { Settings } from '../settings.ts'
import { createClosedError, toConnectionError } from './connection-fault.ts'
import { openSocket } from './open-socket.ts'
import { readAnswer, toProtocolError } from './read-answer.ts'
import type { ServerAddress } from './server-address.ts'

/** One connection. Answers come in the order of the requests. */
export interface Connection {
  readonly server: ServerAddress
  /** False after a close or an aborted request. */
  readonly usable: boolean
  readonly closed: Promise<void>
  /**
   * Sends one request, encoded as `bytes`, in one write and waits for the answer. Copies `bytes`.
   * @throws ConnectionError, ProtocolError, or the reason of `signal`
   */
  exchange(request: RequestMessage, bytes: Uint8Array, signal: AbortSignal): Promise<ResponseMessage>
  /** Waits for answers in flight, then closes. */
  end(): void
}

/** Milliseconds that a closing connection gets for its last bytes. */
const patience = 1000

interface PendingRequest {
  readonly request: RequestMessage
  resolve(message: ResponseMessage): void
  reject(error: unknown): void
  given?: 'up'
}

/** @throws ConnectionError, or the reason of `signal` */
export const openConnection = async (
  server: ServerAddress,
  settings: Settings,
  signal: AbortSignal,
): Promise<Connection> => {
  const socket = await openSocket(server, settings, signal)
  const framer = frame(Tag.ResponseMessage, settings.maximumResponseSize)
  const queue: PendingRequest[] = []
  const gone = Promise.withResolvers<void>()
  let usable = true

  const fail = (error: unknown): void => {
    usable = false
    socket.destroy()
    for (const each of queue.splice(0)) each.reject(error)
  }

  const updateState = (): void => {
    if (queue.length === 0) socket.unref()
    if (usable || !queue.every((each) => each.given === 'up')) return
    if (queue.length > 0) socket.destroy()
    else {
      socket.destroySoon()
      setTimeout(() => socket.destroy(), patience).unref()
    }
  }

  /** A fault in one field leaves the connection usable: the next message begins where it should. */
  const settle = (pending: PendingRequest, message: Uint8Array): void => {
    try {
      pending.resolve(readAnswer(message, pending.request, server, settings))
    } catch (error) {
      pending.reject(error)
      if (!(error instanceof ProtocolError) || error.fault !== 'field') throw error
    }
  }

  const deliver = (message: Uint8Array): void => {
    const first = queue.shift()
    if (!first) throw createUnaskedError(server)
    if (first.given !== 'up') settle(first, message)
    // The message may hold keys; the caller has a copy.
    message.fill(0)
    updateState()
  }

  socket.on('data', (chunk: Buffer) => {
    try {
      framer.push(chunk, deliver)
    } catch (error) {
      const [first] = queue
      if (error instanceof CodecError && first)
        fail(toProtocolError(error, first.request, server, settings.maximumResponseSize))
      else fail(error instanceof CodecError ? createUnaskedError(server) : error)
    }
  })
  socket.on('error', (error) => fail(toConnectionError(error, server, true)))
  socket.on('end', () => {
    usable = false
  })
  socket.on('close', () => {
    fail(createClosedError(server, true))
    gone.resolve()
  })
  socket.unref()

  return {
    server,
    closed: gone.promise,
    get usable() {
      return usable && socket.writable
    },
    exchange(request, bytes, giveUp) {
      return new Promise<ResponseMessage>((resolve, reject) => {
        giveUp.throwIfAborted()
        if (!usable || !socket.writable) throw createClosedError(server, false)
        const own: PendingRequest = { request, resolve, reject }
        const giveUpRequest = (): void => {
          own.given = 'up'
          usable = false
          reject(giveUp.reason)
          updateState()
        }
        const stopListening = (): void => giveUp.removeEventListener('abort', giveUpRequest)
        own.resolve = (message) => {
          stopListening()
          resolve(message)
        }
        own.reject = (error) => {
          stopListening()
          reject(error)
        }
        giveUp.addEventListener('abort', giveUpRequest, { once: true })
        queue.push(own)
        socket.ref()
        const copy = Buffer.from(bytes)
        socket.write(copy, () => copy.fill(0))
      })
    },
    end() {
      usable = false
      updateState()
    },
  }
}

const createUnaskedError = (server: ServerAddress): ProtocolError =>
  new ProtocolError('the server sent a message that answers no request', {
    fault: 'mismatch',
    hint: 'The server violates the standard: report it to its vendor.',
    server,
  })

/** The error of calls after the client was closed. */
export const createClientClosedError = (): ConnectionError =>
  new ConnectionError('the client is closed', { fault: 'clientClosed', hint: 'Connect again.' })
