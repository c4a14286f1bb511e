import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { connect } from 'node:tls'
import type { Target } from './load-generator.ts'

/** The answer to one request, byte for byte. */
export const oneAnswer = async ({ port, ca, cert, key }: Target, request: Uint8Array): Promise<Buffer> => {
  const [caPem, certPem, keyPem] = await Promise.all([ca, cert, key].map((path) => readFile(path)))
  const socket = connect({ host: 'localhost', port, ca: caPem, cert: certPem, key: keyPem } as never)
  try {
    await once(socket, 'secureConnect')
    socket.write(request)
    let received: Buffer = Buffer.alloc(0)
    for await (const chunk of socket) {
      received = Buffer.concat([received, chunk as Buffer])
      if (received.length >= 8 && received.length >= 8 + received.readUInt32BE(4)) return received
    }
    throw new Error('the connection ended without an answer')
  } finally {
    socket.destroy()
  }
}
