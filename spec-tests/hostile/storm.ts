import { connect, createSecureContext, type TLSSocket } from 'node:tls'
import type { Access } from '../support/wire-client.ts'

const waitForFailure = (socket: TLSSocket): Promise<never> =>
  new Promise((_, reject) => {
    socket.once('error', reject)
    socket.once('close', () => reject(new Error('closed without an answer')))
  })

const waitForAnswer = (socket: TLSSocket): Promise<Buffer> =>
  new Promise((resolve) => {
    let received: Buffer = Buffer.alloc(0)
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk])
      if (received.length >= 8 && received.length >= 8 + received.readUInt32BE(4)) resolve(received)
    })
  })

/** Connects many clients at once, each with a handshake and one request; returns their connections and answers. */
export const connectStorm = async (access: Access, count: number, request: Uint8Array) => {
  const { ca, cert, key, port } = access
  const secureContext = createSecureContext({ ca, cert, key })
  const begin = performance.now()
  const outcomes = await Promise.allSettled(
    Array.from({ length: count }, async () => {
      const socket = connect({ host: '127.0.0.1', port, secureContext })
      const failed = waitForFailure(socket)
      failed.catch(() => undefined)
      socket.once('secureConnect', () => socket.write(request))
      return { socket, answer: await Promise.race([waitForAnswer(socket), failed]) }
    }),
  )
  const served = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? outcome.value : []))
  const errors = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? String(outcome.reason) : []))
  return {
    answers: served.map((each) => each.answer),
    errors,
    seconds: (performance.now() - begin) / 1000,
    close: () => {
      for (const { socket } of served) socket.destroy()
    },
  }
}
