import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { connect } from 'node:tls'
import type { Target } from './load-generator.ts'

/** Sends one request. Returns the answer's bytes. */
export const fetchAnswer = async (target: Target, request: Uint8Array): Promise<Buffer> => {
  const [ca, cert, key] = await Promise.all([readFile(target.ca), readFile(target.cert), readFile(target.key)])
  const socket = connect({ host: 'localhost', port: target.port, ca, cert, key })
  try {
    await once(socket, 'secureConnect')
    socket.write(request)
    let received: Buffer = Buffer.alloc(0)
    for await (const chunk of socket) {
      received = Buffer.concat([received, chunk as Buffer])
      if (received.length >= 8 && received.length >= 8 + received.readUInt32BE(4)) return received
    }
    throw new Error('The connection ended without an answer.')
  } finally {
    socket.destroy()
  }
}
