import type { TLSSocket } from 'node:tls'
import { Tag } from '../../codec/index.ts'
import { frame } from '../../codec/ttlv/frame.ts'
import type { Line } from '../notifications/line.ts'
import type { Awaitable } from '../store/store.ts'
import { type Asker, asker } from './asker.ts'
import { deadline } from './deadline.ts'
import type { Together } from './together.ts'

export interface ConnectionOptions {
  /** Bytes of one request. */
  readonly messageSize: number
  /** Milliseconds that a request may take to arrive once it has begun, and an answer to leave. */
  readonly requestTimeout: number
  /** Milliseconds of silence between requests. */
  readonly idleTimeout: number
  /** Bytes → bytes; never rejects. */
  readonly answer: (message: Uint8Array) => Awaitable<Uint8Array>
  /** Why the connection ended, when not by the client's own wish; at most once. */
  readonly closed: (why: string) => void
  /** Asked after each answer has left: who takes the connection over, if the client is the one to answer from now on. */
  readonly turned?: () => ((line: Line) => void) | undefined
  /** When answers leave. */
  readonly together: Together
  /** `answer` did fail. */
  readonly fault: (error: unknown) => void
}

export interface Connection {
  /** Closes once the requests that have arrived, or begun to, are answered. */
  drain(): void
}

/** Requests of one connection that may wait, and their bytes: beyond that, reading pauses. */
const mostWaiting = 64
const mostWaitingBytes = 256 * 1024

const reasonOf = (error: NodeJS.ErrnoException): string =>
  error.code === 'ECONNRESET' || error.code === 'EPIPE' ? 'the client reset the connection' : `TLS: ${error.message}`

/**
 * Serves one connection: requests in order, one at a time, each answered by one write, which is one TLS record (libkmip reads
 * the body with one read, Scality takes each record for one answer). The next answer waits until the last has left.
 *
 * However it ends, what came whole before the end is answered first, unless the client is gone or does not read.
 */
export const serveConnection = (socket: TLSSocket, options: ConnectionOptions): Connection => {
  const framer = frame(Tag.RequestMessage, options.messageSize)
  const waiting: Uint8Array[] = []
  let waitingBytes = 0
  let busy = false
  let paused = false
  /** Nothing more can come: the client has ended, or sent what is no message. */
  let over = false
  let draining = false
  let finishing = false
  let said = false
  /** Once the connection is turned round. */
  let asking: Asker | undefined

  const say = (why: string): void => {
    if (!said) options.closed(why)
    said = true
  }
  const cut = (why: string): void => {
    say(why)
    socket.destroy()
  }
  const arriving = deadline(options.requestTimeout, () => cut('a request did not arrive whole in time'))
  const leaving = deadline(options.requestTimeout, () =>
    cut(finishing ? 'the client did not close its side in time' : 'the client did not take its answer in time'),
  )

  const resume = (): void => {
    paused = false
    if (framer.pending) arriving.start()
    socket.resume()
  }

  /** Ends our side and waits for the other: to close at once would take back an answer that is on its way. */
  const finish = (): void => {
    if (finishing) return
    finishing = true
    arriving.stop()
    leaving.start()
    socket.end()
    if (paused) socket.resume()
  }
  const finishIfDone = (): void => {
    if (!busy && (over || (draining && framer.pending === 0))) finish()
  }

  /** From now on the server asks. */
  const turn = (taker: (line: Line) => void): void => {
    if (waiting.length > 0 || framer.pending > 0) {
      cut('the client went on asking after Set Endpoint Role')
      return
    }
    busy = false
    asking = asker({
      write: (bytes) => send(bytes),
      cut,
      messageSize: options.messageSize,
      timeout: options.requestTimeout,
    })
    socket.setTimeout(0)
    socket.setKeepAlive(true, options.idleTimeout)
    taker(asking.line)
    finishIfDone()
  }

  const failed = (error: unknown): void => {
    options.fault(error)
    cut('the server failed to answer')
  }
  const left = (error?: Error | null): void => {
    leaving.stop()
    if (error || asking) return
    const taker = options.turned?.()
    if (taker) turn(taker)
    else next()
  }
  const send = (bytes: Uint8Array): void =>
    options.together(() => {
      if (socket.destroyed) return
      leaving.start()
      socket.write(bytes, left)
    })
  const next = (): void => {
    const message = waiting.shift()
    busy = message !== undefined
    if (!message) {
      finishIfDone()
      return
    }
    waitingBytes -= message.length
    if (paused && waiting.length < mostWaiting && waitingBytes < mostWaitingBytes) resume()
    try {
      const answered = options.answer(message)
      if (answered instanceof Promise) answered.then(send).catch(failed)
      else send(answered)
    } catch (error) {
      failed(error)
    }
  }

  const deliver = (message: Uint8Array): void => {
    arriving.stop()
    waiting.push(message)
    waitingBytes += message.length
  }

  // A client that has ended its side still gets its answers.
  socket.allowHalfOpen = true
  socket.setNoDelay(true)
  socket.setTimeout(options.idleTimeout, () => {
    if (busy || finishing) return
    say(`silent for ${options.idleTimeout / 1000} s`)
    finish()
  })
  socket.on('data', (chunk) => {
    if (asking) {
      asking.received(chunk)
      return
    }
    const begun = framer.pending > 0
    if (finishing || over || (draining && !begun)) return
    const before = waiting.length
    try {
      framer.push(chunk, deliver)
    } catch (error) {
      over = true
      say(error instanceof Error ? error.message : String(error))
    }
    if (over || framer.pending === 0) arriving.stop()
    else if (!begun || waiting.length > before) arriving.start()
    if (!paused && (waiting.length >= mostWaiting || waitingBytes >= mostWaitingBytes)) {
      paused = true
      arriving.stop()
      socket.pause()
    }
    if (busy) return
    if (waiting.length) next()
    else finishIfDone()
  })
  socket.on('end', () => {
    if (framer.pending && !over) say('the client ended in the midst of a request')
    over = true
    arriving.stop()
    finishIfDone()
  })
  socket.on('error', (error) => {
    if (!finishing) say(reasonOf(error))
  })
  socket.on('close', () => {
    arriving.close()
    leaving.close()
    asking?.closed()
  })

  return {
    drain() {
      // What has arrived may still lie in the kernel: one turn of the event loop reads it.
      setImmediate(() =>
        setImmediate(() => {
          draining = true
          finishIfDone()
        }),
      )
    },
  }
}
