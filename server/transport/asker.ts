import { CodecError, Tag } from '../../codec/index.ts'
import { frame } from '../../codec/ttlv/frame.ts'
import type { Line } from '../notifications/line.ts'
import { deadline } from './deadline.ts'

export interface AskerOptions {
  write(bytes: Uint8Array): void
  /** Ends the connection at once. */
  cut(why: string): void
  /** Bytes of one answer. */
  readonly messageSize: number
  /** Milliseconds that an answer may take. */
  readonly timeout: number
}

/** The server's side of a connection on which it asks and the client answers. */
export interface Asker {
  readonly line: Line
  received(chunk: Uint8Array): void
  /** The connection is no more. */
  closed(): void
}

interface Waiting {
  resolve(bytes: Uint8Array): void
  reject(error: Error): void
}

/** One request at a time, each answered before the next is sent. */
export const asker = ({ write, cut, messageSize, timeout }: AskerOptions): Asker => {
  const framer = frame(Tag.ResponseMessage, messageSize)
  const ended = Promise.withResolvers<void>()
  let waiting: Waiting | undefined
  let open = true

  const answering = deadline(timeout, () => cut('the client did not answer in time'))
  const settle = (): Waiting | undefined => {
    const own = waiting
    waiting = undefined
    answering.stop()
    return own
  }

  return {
    line: {
      ended: ended.promise,
      ask: (bytes) =>
        new Promise((resolve, reject) => {
          if (!open || waiting) throw new Error(open ? 'an answer is still awaited' : 'the connection has ended')
          waiting = { resolve, reject }
          answering.start()
          write(bytes)
        }),
      close: cut,
    },
    received(chunk) {
      try {
        framer.push(chunk, (message) => {
          const own = settle()
          if (!own) throw new CodecError('malformed', 'an answer came to no request')
          own.resolve(message.slice())
        })
      } catch (error) {
        cut(error instanceof Error ? error.message : String(error))
      }
    },
    closed() {
      open = false
      answering.close()
      settle()?.reject(new Error('the connection ended before the answer came'))
      ended.resolve()
    },
  }
}
