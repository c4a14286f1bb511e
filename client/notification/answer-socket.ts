import type { TLSSocket } from 'node:tls'
import { Tag } from '../../codec/index.ts'
import { frame } from '../../codec/ttlv/frame.ts'
import { answerServer, type Notified } from './notified.ts'

/** Answers the server's requests on a connection, in order. Anything else ends the connection and calls `failed`. */
export const answerSocket = (
  socket: TLSSocket,
  notified: Notified,
  maximumSize: number,
  failed: (error: Error) => void,
): void => {
  const framer = frame(Tag.RequestMessage, maximumSize)
  let last: Promise<void> = Promise.resolve()
  const giveUpSocket = (error: unknown): void => {
    failed(error instanceof Error ? error : new Error(String(error)))
    socket.destroy()
  }
  socket.on('data', (chunk: Buffer) => {
    try {
      framer.push(chunk, (message) => {
        // A copy: the next chunk may arrive before this request is answered.
        const own = Buffer.from(message)
        last = last.then(async () => {
          const answer = await answerServer(own, notified)
          own.fill(0)
          if (socket.writable) socket.write(answer)
        })
        last.catch(giveUpSocket)
      })
    } catch (error) {
      giveUpSocket(error)
    }
  })
}
