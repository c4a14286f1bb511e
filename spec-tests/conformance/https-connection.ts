import { Agent, request } from 'node:https'
import type { Encoding } from './encoding.ts'
import type { Connection } from './play.ts'
import type { ServerUnderTest } from './server-under-test.ts'

/** What KMIP Profiles 2.1 §5.3.2 asks of an answer over HTTPS, beside the message. */
const expected = { status: 200, 'cache-control': 'no-cache' }

const post = (server: ServerUnderTest, agent: Agent, encoding: Encoding, body: Buffer): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const options = {
      host: 'localhost',
      port: server.httpsPort,
      path: '/kmip',
      method: 'POST',
      agent,
      headers: {
        'Content-Type': encoding.contentType,
        'Content-Length': body.length,
        'Cache-Control': expected['cache-control'],
      },
    }
    const sent = request(options, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const { statusCode, headers } = response
        const received = Buffer.concat(chunks)
        const wrong = [
          statusCode !== expected.status && `status ${statusCode}`,
          headers['content-type'] !== encoding.contentType && `Content-Type ${headers['content-type']}`,
          headers['cache-control'] !== expected['cache-control'] && `Cache-Control ${headers['cache-control']}`,
          headers['content-length'] !== String(received.length) && `Content-Length ${headers['content-length']}`,
        ].filter(Boolean)
        if (wrong.length) reject(new Error(`HTTPS: ${wrong.join(', ')}`))
        else resolve(received)
      })
    })
    sent.on('error', reject)
    sent.end(body)
  })

/** Sends over HTTPS: one connection for each client in the case. */
export const openHttpsConnection = (server: ServerUnderTest, encoding: Encoding): Connection & { close(): void } => {
  const agents = new Map<string, Agent>()
  const agentOf = (client: string): Agent => {
    const { ca, cert, key } = server
    const pem = { ca: Buffer.from(ca), cert: Buffer.from(cert), key: Buffer.from(key) }
    const agent = agents.get(client) ?? new Agent({ keepAlive: true, maxSockets: 1, ...pem })
    agents.set(client, agent)
    return agent
  }
  return {
    now: server.now,
    async wait(seconds) {
      server.advance(seconds)
    },
    send: async (message, client) =>
      encoding.read(await post(server, agentOf(client), encoding, encoding.write(message))),
    close() {
      for (const agent of agents.values()) agent.destroy()
    },
  }
}
