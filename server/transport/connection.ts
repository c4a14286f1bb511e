import type { TLSSocket } from 'node:tls'
import { CodecError, Tag } from '../../codec/index.ts'
import { frame } from '../../codec/ttlv/frame.ts'
import type { Awaitable } from '../store/store.ts'

export interface ConnectionOptions {
  /** Bytes of one request. */
  readonly messageSize: number
  /** Milliseconds that a request may take to arrive once it has begun. */
  readonly requestTimeout: number
  /** Milliseconds of silence between requests. */
  readonly idleTimeout: number
  /** Bytes → bytes; never rejects. */
  readonly answer: (message: Uint8Array) => Awaitable<Uint8Array>
  /** Why a connection was closed from here. */
  readonly closed: (why: string) => void
}

export interface Connection {
  /** Closes once the requests that have arrived are answered. */
  drain(): void
}

/** Requests of one connection that may wait: beyond that, reading pauses. */
const mostWaiting = 64

/**
 * Serves one connection: requests in order, one at a time, each answered by one write, which is one TLS record (libkmip reads
 * the body with one read, Scality takes each record for one answer). The next answer waits until the last has left.
 */
export const serveConnection = (socket: TLSSocket, options: ConnectionOptions): Connection => {
  const framer = frame(Tag.RequestMessage, options.messageSize)
  const waiting: Uint8Array[] = []
  let busy = false
  let draining = false
  let begun: NodeJS.Timeout | undefined
  let left = (): void => undefined

  const close = (why: string): void => {
    options.closed(why)
    socket.destroy()
  }

  /** Resolves when the bytes have left, or the connection has ended. */
  const write = (bytes: Uint8Array): Promise<void> =>
    new Promise((resolve) => {
      left = resolve
      socket.write(bytes, () => resolve())
    })

  const serve = async (): Promise<void> => {
    busy = true
    for (let message = waiting.shift(); message && !socket.destroyed; message = waiting.shift()) {
      const answered = options.answer(message)
      const bytes = answered instanceof Promise ? await answered : answered
      if (socket.destroyed) break
      await write(bytes)
      if (waiting.length < mostWaiting && socket.isPaused()) socket.resume()
    }
    busy = false
    if (draining) socket.end()
  }

  const watchArrival = (): void => {
    if (framer.pending === 0) {
      clearTimeout(begun)
      begun = undefined
    } else begun ??= setTimeout(() => close('a request did not arrive whole in time'), options.requestTimeout)
  }

  socket.setNoDelay(true)
  socket.setTimeout(options.idleTimeout, () => {
    if (busy) return
    options.closed('idle')
    socket.end()
  })
  socket.on('data', (chunk) => {
    if (draining) return
    try {
      framer.push(chunk, (message) => waiting.push(message))
    } catch (error) {
      close(error instanceof CodecError ? error.message : String(error))
      return
    }
    watchArrival()
    if (waiting.length >= mostWaiting) socket.pause()
    if (!busy && waiting.length) void serve()
  })
  socket.on('error', (error) => options.closed(error.message))
  socket.on('close', () => {
    clearTimeout(begun)
    left()
  })

  return {
    drain() {
      draining = true
      if (!busy) socket.end()
    },
  }
}
