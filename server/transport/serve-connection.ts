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
  /** Milliseconds to receive a request, from its first byte, and to send a response. */
  readonly requestTimeout: number
  /** Milliseconds of silence between requests. */
  readonly idleTimeout: number
  /** Bytes → bytes; never rejects. */
  readonly answer: (message: Uint8Array) => Awaitable<Uint8Array>
  /** Called at most once with the reason, unless the client simply closed the connection. */
  readonly onClosed: (why: string) => void
  /** Called after each sent response; returns who takes the channel, once Set Endpoint Role has reversed the roles. */
  readonly takeRoleReversal?: () => ((channel: ReverseChannel) => void) | undefined
  readonly coalesceWrite: CoalesceWrite
  /** `answer` has thrown. */
  readonly reportFault: (error: unknown) => void
}

export interface Connection {
  /** Closes the connection after answering the requests that have arrived or started to arrive. */
  drain(): void
}

/** Queued requests of one connection, and their bytes; beyond that, reading pauses. */
const maximumQueued = 64
const maximumQueuedBytes = 256 * 1024

const describeError = (error: NodeJS.ErrnoException): string =>
  error.code === 'ECONNRESET' || error.code === 'EPIPE' ? 'the client reset the connection' : `TLS: ${error.message}`

/**
 * Serves one connection: requests in order, one at a time. Each response is one write and so one TLS record (libkmip reads the
 * body with one read, Scality takes each record for one response). The next response waits until the last is sent.
 *
 * Before the connection ends, complete requests are answered, unless the client has gone or does not read.
 */
export const serveConnection = (socket: TLSSocket, options: ConnectionOptions): Connection => {
  const framer = frame(Tag.RequestMessage, options.messageSize)
  const queue: Uint8Array[] = []
  let queuedBytes = 0
  let busy = false
  let paused = false
  /** The client has ended its side, or sent a malformed message. */
  let inputEnded = false
  let draining = false
  let finishing = false
  let isReported = false
  /** Set once the roles are reversed. */
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
    abort('timeout while receiving a request'),
  )
  const responseTimeout = createRestartableTimeout(options.requestTimeout, () =>
    abort(finishing ? 'timeout while waiting for the client to close' : 'timeout while sending a response'),
  )

  const resume = (): void => {
    paused = false
    if (framer.pending) requestTimeout.start()
    socket.resume()
  }

  /** Ends this side and waits for the client: an immediate close could discard a response in flight. */
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

  /** From now on the server requests and the client responds. */
  const reverseRoles = (onReversed: (channel: ReverseChannel) => void): void => {
    if (queue.length > 0 || framer.pending > 0) {
      abort('the client sent a request after Set Endpoint Role')
      return
    }
    busy = false
    reverseRequester = createReverseRequester({
      write: (bytes) => send(bytes),
      abort,
      messageSize: options.messageSize,
      timeout: options.requestTimeout,
    })
    socket.setTimeout(0)
    socket.setKeepAlive(true, options.idleTimeout)
    onReversed(reverseRequester.channel)
    finishIfDone()
  }

  const failAnswer = (error: unknown): void => {
    options.reportFault(error)
    abort('the server failed to answer')
  }
  const continueAfterAnswer = (error?: Error | null): void => {
    responseTimeout.stop()
    if (error || reverseRequester) return
    const onReversed = options.takeRoleReversal?.()
    if (onReversed) reverseRoles(onReversed)
    else answerNext()
  }
  const send = (bytes: Uint8Array): void =>
    options.coalesceWrite(() => {
      if (socket.destroyed) return
      responseTimeout.start()
      socket.write(bytes, continueAfterAnswer)
    }, failAnswer)
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
      const response = options.answer(message)
      if (response instanceof Promise) response.then(send).catch(failAnswer)
      else send(response)
    } catch (error) {
      failAnswer(error)
    }
  }

  const enqueue = (message: Uint8Array): void => {
    requestTimeout.stop()
    queue.push(message)
    queuedBytes += message.length
  }

  // A client that has ended its side still gets its responses.
  socket.allowHalfOpen = true
  socket.setNoDelay(true)
  socket.setTimeout(options.idleTimeout, () => {
    if (busy || finishing) return
    report(`idle for ${options.idleTimeout / 1000} s`)
    finish()
  })
  socket.on('data', (chunk) => {
    if (reverseRequester) {
      reverseRequester.receive(chunk)
      return
    }
    const hasBegun = framer.pending > 0
    if (finishing || inputEnded || (draining && !hasBegun)) return
    const before = queue.length
    try {
      framer.push(chunk, enqueue)
    } catch (error) {
      inputEnded = true
      report(error instanceof Error ? error.message : String(error))
    }
    if (inputEnded || framer.pending === 0) requestTimeout.stop()
    else if (!hasBegun || queue.length > before) requestTimeout.start()
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
    if (framer.pending && !inputEnded) report('the client closed the connection in the middle of a request')
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
      // Requests may still be in the kernel's buffer: one turn of the event loop reads them.
      setImmediate(() =>
        setImmediate(() => {
          draining = true
          finishIfDone()
        }),
      )
    },
  }
}
