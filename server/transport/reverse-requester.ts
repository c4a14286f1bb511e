import { CodecError, Tag } from '../../codec/index.ts'
import { frame } from '../../codec/ttlv/frame.ts'
import type { ReverseChannel } from '../notifications/reverse-channel.ts'
import { createRestartableTimeout } from './restartable-timeout.ts'

export interface ReverseRequesterOptions {
  write(bytes: Uint8Array): void
  /** Ends the connection at once. */
  abort(why: string): void
  /** Bytes of one answer. */
  readonly messageSize: number
  /** Milliseconds that an answer may take. */
  readonly timeout: number
}

/** The server's side of a connection on which it asks and the client answers. */
export interface ReverseRequester {
  readonly channel: ReverseChannel
  receive(chunk: Uint8Array): void
  /** The connection is no more. */
  endConnection(): void
}

interface PendingRequest {
  resolve(bytes: Uint8Array): void
  reject(error: Error): void
}

/** One request at a time, each answered before the next is sent. */
export const createReverseRequester = ({
  write,
  abort: cut,
  messageSize,
  timeout,
}: ReverseRequesterOptions): ReverseRequester => {
  const framer = frame(Tag.ResponseMessage, messageSize)
  const ended = Promise.withResolvers<void>()
  let pending: PendingRequest | undefined
  let open = true

  const responseTimeout = createRestartableTimeout(timeout, () => cut('the client did not answer in time'))
  const takePending = (): PendingRequest | undefined => {
    const own = pending
    pending = undefined
    responseTimeout.stop()
    return own
  }

  return {
    channel: {
      ended: ended.promise,
      request: (bytes) =>
        new Promise((resolve, reject) => {
          if (!open || pending) throw new Error(open ? 'an answer is still awaited' : 'the connection has ended')
          pending = { resolve, reject }
          responseTimeout.start()
          write(bytes)
        }),
      close: cut,
    },
    receive(chunk) {
      try {
        framer.push(chunk, (message) => {
          const own = takePending()
          if (!own) throw new CodecError('malformed', 'an answer came to no request')
          own.resolve(message.slice())
        })
      } catch (error) {
        cut(error instanceof Error ? error.message : String(error))
      }
    },
    endConnection() {
      open = false
      responseTimeout.close()
      takePending()?.reject(new Error('the connection ended before the answer came'))
      ended.resolve()
    },
  }
}
