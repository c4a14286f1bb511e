import { CodecError, Tag } from '../../codec/index.ts'
import { frame } from '../../codec/ttlv/frame.ts'
import type { ReverseChannel } from '../notifications/reverse-channel.ts'
import { createRestartableTimeout } from './restartable-timeout.ts'

export interface ReverseRequesterOptions {
  write(bytes: Uint8Array): void
  /** Ends the connection at once. */
  abort(why: string): void
  /** Bytes of one response. */
  readonly messageSize: number
  /** Milliseconds to wait for a response. */
  readonly timeout: number
}

/** The server's side of a connection with reversed roles: the server requests, the client responds. */
export interface ReverseRequester {
  readonly channel: ReverseChannel
  receive(chunk: Uint8Array): void
  /** The connection has ended. */
  endConnection(): void
}

interface PendingRequest {
  resolve(bytes: Uint8Array): void
  reject(error: Error): void
}

/** Sends one request at a time; the next waits for the response. */
export const createReverseRequester = ({
  write,
  abort,
  messageSize,
  timeout,
}: ReverseRequesterOptions): ReverseRequester => {
  const framer = frame(Tag.ResponseMessage, messageSize)
  const ended = Promise.withResolvers<void>()
  let pending: PendingRequest | undefined
  let open = true

  const responseTimeout = createRestartableTimeout(timeout, () => abort('the client did not respond in time'))
  const takePending = (): PendingRequest | undefined => {
    const request = pending
    pending = undefined
    responseTimeout.stop()
    return request
  }

  return {
    channel: {
      ended: ended.promise,
      request: (bytes) =>
        new Promise((resolve, reject) => {
          if (!open || pending) throw new Error(open ? 'a request is still in flight' : 'the connection has ended')
          pending = { resolve, reject }
          responseTimeout.start()
          write(bytes)
        }),
      close: abort,
    },
    receive(chunk) {
      try {
        framer.push(chunk, (message) => {
          const request = takePending()
          if (!request) throw new CodecError('malformed', 'a response without a request')
          request.resolve(message.slice())
        })
      } catch (error) {
        abort(error instanceof Error ? error.message : String(error))
      }
    },
    endConnection() {
      open = false
      responseTimeout.close()
      takePending()?.reject(new Error('the connection ended before the response'))
      ended.resolve()
    },
  }
}
