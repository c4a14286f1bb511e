import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:tls'

/**
 * The yardstick: mutual TLS in Node that does nothing else. It answers every REQUEST_BYTES with ANSWER_BYTES.
 *
 *   node bench/echo/echo-server.ts CA CERT KEY REQUEST_BYTES ANSWER_BYTES
 */
const [ca, cert, key] = process.argv.slice(2, 5).map((path) => readFileSync(path)) as [Buffer, Buffer, Buffer]
const [requestBytes, answerBytes] = process.argv.slice(5, 7).map(Number) as [number, number]

const answer = Buffer.alloc(answerBytes)
answer.write('42007b01', 'hex')
answer.writeUInt32BE(answerBytes - 8, 4)

const server = createServer(
  { ca, cert, key, requestCert: true, rejectUnauthorized: true, sessionIdContext: 'echo' },
  (socket) => {
    let received = 0
    socket.setNoDelay(true)
    socket.on('data', (chunk) => {
      for (received += chunk.length; received >= requestBytes; received -= requestBytes) socket.write(answer)
    })
    socket.on('error', () => socket.destroy())
  },
)
server.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`))
