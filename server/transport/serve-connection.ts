import type { TLSSocket } from 'node:tls'
import { Tag } from '../../codec/index.ts'
import { frame } from '../../codec/ttlv/frame.ts'
import type { ReverseChannel } from '../notifications/reverse-channel.ts'
import type { Awaitable } from '../store/store.ts'
import type { CoalesceWrite } from './coalesced-writes.ts'
import { createRestartableTimeout } from './restartable-timeout.ts'
import { createReverseRequester, type ReverseRequester } from './reverse-requester.ts'

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
  readonly onClosed: (why: string) => void
  /** Asked after each answer has left: who takes the connection over, if the client is the one to answer from now on. */
  readonly takeRoleReversal?: () => ((line: ReverseChannel) => void) | undefined
  /** When answers leave. */
  readonly coalesceWrite: CoalesceWrite
  /** `answer` did fail. */
  readonly reportFault: (error: unknown) => void
}

export interface Connection {
  /** Closes once the requests that have arrived, or begun to, are answered. */
  drain(): void
}

/** Requests of one connection that may wait, and their bytes: beyond that, reading pauses. */
const maximumQueued = 64
const maximumQueuedBytes = 256 * 1024

const describeError = (error: NodeJS.ErrnoException): string =>
  error.code === 'ECONNRESET' || error.code === 'EPIPE' ? 'the client reset the connection' : `TLS: ${error.message}`

/**
 * Serves one connection: requests in order, one at a time, each answered by one write, which is one TLS record (libkmip reads
 * the body with one read, Scality takes each record for one answer). The next answer waits until the last has left.
 *
 * However it ends, what came whole before the end is answered first, unless the client is gone or does not read.
 */
export const serveConnection = (socket: TLSSocket, options: ConnectionOptions): Connection => {
  const framer = frame(Tag.RequestMessage, options.messageSize)
  const queue: Uint8Array[] = []
  let queuedBytes = 0
  let busy = false
  let paused = false
  /** Nothing more can come: the client has ended, or sent what is no message. */
  let inputEnded = false
  let draining = false
  let finishing = false
  let isReported = false
  /** Once the connection is turned round. */
  let reverseRequester: ReverseRequester | undefined

  const report = (why: string): void => {
    if (!isReported) options.onClosed(why)
    isReported = true
  }
  const abort = (why: string): void => {
    report(why)
    socket.destroy()
  }
  const requestTimeout = createRestartableTimeout(options.requestTimeout, () =>
    abort('a request did not arrive whole in time'),
  )
  const responseTimeout = createRestartableTimeout(options.requestTimeout, () =>
    abort(finishing ? 'the client did not close its side in time' : 'the client did not take its answer in time'),
  )

  const resume = (): void => {
    paused = false
    if (framer.pending) requestTimeout.start()
    socket.resume()
  }

  /** Ends our side and waits for the other: to close at once would take back an answer that is on its way. */
  const finish = (): void => {
    if (finishing) return
    finishing = true
    requestTimeout.stop()
    responseTimeout.start()
    socket.end()
    if (paused) socket.resume()
  }
  const finishIfDone = (): void => {
    if (!busy && (inputEnded || (draining && framer.pending === 0))) finish()
  }

  /** From now on the server asks. */
  const reverseRoles = (taker: (line: ReverseChannel) => void): void => {
    if (queue.length > 0 || framer.pending > 0) {
      abort('the client went on asking after Set Endpoint Role')
      return
    }
    busy = false
    reverseRequester = createReverseRequester({
      write: (bytes) => send(bytes),
      abort: abort,
      messageSize: options.messageSize,
      timeout: options.requestTimeout,
    })
    socket.setTimeout(0)
    socket.setKeepAlive(true, options.idleTimeout)
    taker(reverseRequester.channel)
    finishIfDone()
  }

  const failAnswer = (error: unknown): void => {
    options.reportFault(error)
    abort('the server failed to answer')
  }
  const continueAfterAnswer = (error?: Error | null): void => {
    responseTimeout.stop()
    if (error || reverseRequester) return
    const taker = options.takeRoleReversal?.()
    if (taker) reverseRoles(taker)
    else answerNext()
  }
  const send = (bytes: Uint8Array): void =>
    options.coalesceWrite(() => {
      if (socket.destroyed) return
      responseTimeout.start()
      socket.write(bytes, continueAfterAnswer)
    })
  const answerNext = (): void => {
    const message = queue.shift()
    busy = message !== undefined
    if (!message) {
      finishIfDone()
      return
    }
    queuedBytes -= message.length
    if (paused && queue.length < maximumQueued && queuedBytes < maximumQueuedBytes) resume()
    try {
      const answered = options.answer(message)
      if (answered instanceof Promise) answered.then(send).catch(failAnswer)
      else send(answered)
    } catch (error) {
      failAnswer(error)
    }
  }

  const enqueue = (message: Uint8Array): void => {
    requestTimeout.stop()
    queue.push(message)
    queuedBytes += message.length
  }

  // A client that has ended its side still gets its answers.
  socket.allowHalfOpen = true
  socket.setNoDelay(true)
  socket.setTimeout(options.idleTimeout, () => {
    if (busy || finishing) return
    report(`silent for ${options.idleTimeout / 1000} s`)
    finish()
  })
  socket.on('data', (chunk) => {
    if (reverseRequester) {
      reverseRequester.receive(chunk)
      return
    }
    const begun = framer.pending > 0
    if (finishing || inputEnded || (draining && !begun)) return
    const before = queue.length
    try {
      framer.push(chunk, enqueue)
    } catch (error) {
      inputEnded = true
      report(error instanceof Error ? error.message : String(error))
    }
    if (inputEnded || framer.pending === 0) requestTimeout.stop()
    else if (!begun || queue.length > before) requestTimeout.start()
    if (!paused && (queue.length >= maximumQueued || queuedBytes >= maximumQueuedBytes)) {
      paused = true
      requestTimeout.stop()
      socket.pause()
    }
    if (busy) return
    if (queue.length) answerNext()
    else finishIfDone()
  })
  socket.on('end', () => {
    if (framer.pending && !inputEnded) report('the client ended in the midst of a request')
    inputEnded = true
    requestTimeout.stop()
    finishIfDone()
  })
  socket.on('error', (error) => {
    if (!finishing) report(describeError(error))
  })
  socket.on('close', () => {
    requestTimeout.close()
    responseTimeout.close()
    reverseRequester?.endConnection()
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
