import { CodecError, defaultLimits, type ResponseMessage, readResponse, Tag, TtlvReader } from '../../codec/index.ts'
import { frame } from '../../codec/ttlv/frame.ts'
import { ConnectionError, ProtocolError } from '../error.ts'
import type { Settings } from '../settings.ts'
import { createClosedError, toConnectionError } from './connection-fault.ts'
import { openSocket } from './open-socket.ts'
import type { ServerAddress } from './server-address.ts'

/** One connection. Answers come in the order of the requests. */
export interface Connection {
  readonly server: ServerAddress
  /** False after a close or an aborted request. */
  readonly usable: boolean
  readonly closed: Promise<void>
  /**
   * Sends one request in one write and waits for the answer. Copies `bytes`.
   * @throws ConnectionError, ProtocolError, or the reason of `signal`
   */
  exchange(bytes: Uint8Array, signal: AbortSignal): Promise<ResponseMessage>
  /** Waits for answers in flight, then closes. */
  end(): void
}

/** Milliseconds that a closing connection gets for its last bytes. */
const patience = 1000

interface PendingRequest {
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
  const limits = { ...defaultLimits, messageSize: settings.maximumResponseSize }
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

  const deliver = (message: Uint8Array): void => {
    const first = queue.shift()
    if (!first) throw new CodecError('malformed', 'the server sent a message that answers no request')
    try {
      if (first.given !== 'up') first.resolve(readResponse(new TtlvReader(message, limits)))
    } catch (error) {
      queue.unshift(first)
      throw error
    }
    // The message may hold keys; the caller has a copy.
    message.fill(0)
    updateState()
  }

  socket.on('data', (chunk: Buffer) => {
    try {
      framer.push(chunk, deliver)
    } catch (error) {
      if (!(error instanceof CodecError)) throw error
      const hint = 'Check that a KMIP server listens there, and that maximumResponseSize allows for its answers.'
      fail(new ProtocolError(`the answer cannot be used: ${error.message}`, hint, server, error))
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
    exchange(bytes, giveUp) {
      return new Promise<ResponseMessage>((resolve, reject) => {
        giveUp.throwIfAborted()
        if (!usable || !socket.writable) throw createClosedError(server, false)
        const own: PendingRequest = { resolve, reject }
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

/** The error of calls after the client was closed. */
export const createClientClosedError = (): ConnectionError =>
  new ConnectionError('the client is closed', { fault: 'clientClosed', hint: 'Connect again.' })
