import { once } from 'node:events'
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { Agent, request } from 'node:https'
import { connect as connectTcp } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect, type TLSSocket } from 'node:tls'
import { expect } from 'chai'
import {
  protocolVersionOf,
  type RequestMessage,
  type ResponseMessage,
  readResponse,
  TtlvReader,
  TtlvWriter,
  tagNames,
  writeRequest,
} from '../../codec/index.ts'
import { JsonReader } from '../../codec/json/reader.ts'
import { JsonWriter } from '../../codec/json/writer.ts'
import { parseXml } from '../../codec/xml/parse.ts'
import { XmlReader } from '../../codec/xml/reader.ts'
import { XmlWriter } from '../../codec/xml/writer.ts'
import { serve } from '../../server/index.ts'
import { openTestSite, type TestServer, type TestSite } from '../support/test-server.ts'

interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

interface Post {
  readonly path?: string
  readonly method?: string
  readonly headers?: Record<string, string | number>
  readonly agent?: Agent
  readonly anonymous?: boolean
  readonly chunked?: boolean
}

const octets = 'application/octet-stream'

const query = (header: Partial<RequestMessage['requestHeader']> = {}): RequestMessage =>
  ({
    requestHeader: { protocolVersion: protocolVersionOf('1.4'), batchCount: 1, ...header },
    batchItem: [{ operation: 'Query', requestPayload: { queryFunction: ['QueryOperations', 'QueryObjects'] } }],
  }) as RequestMessage

const encodeRequest = (writer: TtlvWriter | XmlWriter | JsonWriter, message: RequestMessage): Buffer => {
  writeRequest(writer, message)
  return Buffer.from(writer.finish())
}

/** Each encoding by its Content-Type: KMIP Profiles 2.1 §5.3.2. */
const encodings = {
  [octets]: {
    write: (message: RequestMessage) => encodeRequest(new TtlvWriter(), message),
    read: (body: Buffer): ResponseMessage => readResponse(new TtlvReader(body)),
  },
  'text/xml': {
    write: (message: RequestMessage) => encodeRequest(new XmlWriter(tagNames), message),
    read: (body: Buffer): ResponseMessage => readResponse(new XmlReader(parseXml(body.toString()), tagNames)),
  },
  'application/json': {
    write: (message: RequestMessage) => encodeRequest(new JsonWriter(tagNames), message),
    read: (body: Buffer): ResponseMessage => readResponse(new JsonReader(body.toString(), tagNames)),
  },
}
type ContentType = keyof typeof encodings
const contentTypes = Object.keys(encodings) as ContentType[]

const outcomeOf = (message: ResponseMessage) => message.batchItem.map((item) => item.resultReason ?? item.resultStatus)

describe('KMIP over HTTPS (KMIP Profiles 2.1 §5.3)', () => {
  let site: TestSite
  let server: TestServer
  before(async () => {
    site = await openTestSite()
    server = await site.start({ https: true, messageSize: 64 * 1024, requestTimeout: 1 })
  })
  after(() => site.close())

  const post = (
    body: Uint8Array | string,
    { headers, anonymous, chunked, agent, ...rest }: Post = {},
  ): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const { ca, cert, key, httpsPort } = server
      const sent = request(
        {
          host: 'localhost',
          port: httpsPort,
          path: '/kmip',
          method: 'POST',
          ca,
          ...(!anonymous && { cert, key }),
          agent: agent ?? false,
          headers: {
            'Content-Type': octets,
            ...(chunked ? { 'Transfer-Encoding': 'chunked' } : { 'Content-Length': Buffer.byteLength(body) }),
            ...headers,
          },
          ...rest,
        },
        (response) => {
          const chunks: Buffer[] = []
          response.on('data', (chunk: Buffer) => chunks.push(chunk))
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
          )
          response.on('error', reject)
        },
      )
      sent.on('error', reject)
      sent.end(body)
    })

  const open = async ({ ca, cert, key, httpsPort }: TestServer = server): Promise<TLSSocket> => {
    const socket = connect({ host: 'localhost', port: httpsPort, ca, cert, key })
    await once(socket, 'secureConnect')
    return socket
  }

  /** All that comes until the server closes. */
  const rest = async (socket: TLSSocket): Promise<string> => {
    let received = ''
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      received += chunk
    })
    socket.on('error', () => undefined)
    await once(socket, 'close')
    return received
  }

  const refusal = ({ status, headers, body }: Answer): string => {
    expect(headers['content-type']).to.equal('text/plain; charset=utf-8')
    expect(headers.connection).to.equal('close')
    expect(Number(headers['content-length'])).to.equal(body.length)
    return `${status} ${body}`
  }

  /** The server answers, and reported no fault. */
  afterEach(async () => {
    const { body } = await post(encodings[octets].write(query()))
    expect(outcomeOf(encodings[octets].read(body))).to.deep.equal(['Success'])
    expect(server.faults).to.deep.equal([])
  })

  for (const type of contentTypes) {
    const { write, read } = encodings[type]
    describe(type, () => {
      const ask = async (message: RequestMessage): Promise<ResponseMessage> => {
        const { status, headers, body } = await post(write(message), { headers: { 'Content-Type': type } })
        expect(status).to.equal(200)
        expect(headers['content-type']).to.equal(type)
        expect(headers['cache-control']).to.equal('no-cache')
        expect(Number(headers['content-length'])).to.equal(body.length)
        return read(body)
      }

      it('answers a message in the encoding in which it came', async () => {
        const { responseHeader, batchItem } = await ask(query())
        expect(responseHeader.protocolVersion).to.deep.equal(protocolVersionOf('1.4'))
        expect(batchItem[0]?.responsePayload).to.have.property('operation').that.includes('Query')
      })

      it('keeps what is made for the owner of the certificate, whatever the encoding', async () => {
        const name = `${type} ☃`
        const attributes = [
          { attribute: 'Name', index: 0, value: { nameValue: name, nameType: 'UninterpretedTextString' } },
          { attribute: 'CryptographicAlgorithm', index: 0, value: 'AES' },
          { attribute: 'CryptographicLength', index: 0, value: 256 },
          { attribute: 'CryptographicUsageMask', index: 0, value: ['Encrypt'] },
        ]
        const item = (operation: string, requestPayload: unknown) =>
          ({ ...query(), batchItem: [{ operation, requestPayload }] }) as RequestMessage
        const created = await ask(item('Create', { objectType: 'SymmetricKey', attributes }))
        const id = created.batchItem[0]?.responsePayload as unknown as { uniqueIdentifier: string }
        for (const other of contentTypes) {
          const located = item('Locate', { attributes: attributes.slice(0, 1) })
          const { body } = await post(encodings[other].write(located), { headers: { 'Content-Type': other } })
          expect(encodings[other].read(body).batchItem[0]?.responsePayload, other)
            .to.have.property('uniqueIdentifier')
            .deep.equal([id.uniqueIdentifier])
        }
      })

      it('measures an answer as if it were TTLV (§5.4, §5.5)', async () => {
        const { length } = (await post(encodings[octets].write(query()))).body
        const maximumResponseSize = 2 * length
        if (type !== octets) {
          const { body } = await post(write(query()), { headers: { 'Content-Type': type } })
          expect(body.length).to.be.greaterThan(maximumResponseSize)
        }
        expect(outcomeOf(await ask(query({ maximumResponseSize })))).to.deep.equal(['Success'])
        expect(outcomeOf(await ask(query({ maximumResponseSize: length - 1 })))).to.deep.equal(['ResponseTooLarge'])
      })

      it('says Invalid Message of what is no message', async () => {
        const message = write(query())
        const broken = [
          Buffer.from('garbage'),
          Buffer.alloc(0),
          Buffer.from([0xff, 0xfe, 0x00, 0x80]),
          message.subarray(0, message.length - 8),
          Buffer.concat([message, message]),
        ]
        for (const [at, body] of broken.entries()) {
          const { status, headers, body: answer } = await post(body, { headers: { 'Content-Type': type } })
          expect(status, `${at}`).to.equal(200)
          expect(headers['content-type'], `${at}`).to.equal(type)
          expect(outcomeOf(read(answer)), `${at}`).to.deep.equal(['InvalidMessage'])
        }
      })

      it('refuses a message in another encoding than it says', async () => {
        for (const other of contentTypes.filter((each) => each !== type)) {
          const { body } = await post(encodings[other].write(query()), { headers: { 'Content-Type': type } })
          expect(outcomeOf(read(body)), other).to.deep.equal(['InvalidMessage'])
        }
      })

      it('keeps the version of a request that has a fault of another kind', async () => {
        const { responseHeader, batchItem } = await ask({
          ...query(),
          batchItem: [...query().batchItem, ...query().batchItem],
        })
        expect(responseHeader.protocolVersion).to.deep.equal(protocolVersionOf('1.4'))
        expect(batchItem[0]?.resultReason).to.equal('InvalidMessage')
        expect(batchItem[0]?.resultMessage).to.contain('Batch Count')
      })
    })
  }

  it('takes application/xml for text/xml, and parameters and capitals as they come', async () => {
    const { write, read } = encodings['text/xml']
    for (const type of ['application/xml', 'Text/XML; charset="UTF-8"', 'application/xml;charset=utf-8']) {
      const { headers, body } = await post(write(query()), { headers: { 'Content-Type': type } })
      expect(headers['content-type'], type).to.equal('text/xml')
      expect(outcomeOf(read(body)), type).to.deep.equal(['Success'])
    }
  })

  it('does not expand entities, nor read a document type', async () => {
    const { write, read } = encodings['text/xml']
    const bomb = `<!DOCTYPE k [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>${write(query())}`
    const { body } = await post(bomb, { headers: { 'Content-Type': 'text/xml' } })
    expect(outcomeOf(read(body))).to.deep.equal(['InvalidMessage'])
  })

  it('keeps a connection, and answers the request as the standard prints it, HTTP/1.0', async () => {
    const socket = await open()
    let received: Buffer = Buffer.alloc(0)
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk])
    })
    const message = encodings[octets].write(query())
    const lines = ['POST /kmip HTTP/1.0', 'Pragma: no-cache', 'Cache-Control: no-cache', 'Connection: keep-alive']
    const head = [...lines, `Content-Type: ${octets}`, `Content-Length: ${message.length}       `, '', ''].join('\r\n')
    for (let round = 0; round < 2; round++) {
      received = Buffer.alloc(0)
      socket.write(Buffer.concat([Buffer.from(head), message]))
      while (!received.includes('\r\n\r\n')) await once(socket, 'data')
      const end = received.indexOf('\r\n\r\n') + 4
      const size = Number(/content-length: (\d+)/i.exec(received.toString('latin1'))?.[1])
      while (received.length < end + size) await once(socket, 'data')
      expect(received.toString('latin1', 0, 15)).to.equal('HTTP/1.1 200 OK')
      expect(received.length).to.equal(end + size)
      expect(outcomeOf(encodings[octets].read(received.subarray(end)))).to.deep.equal(['Success'])
    }
    socket.destroy()
  })

  it('does the requests of one connection in order', async () => {
    const socket = await open()
    const batch = (operation: string, requestPayload: unknown) =>
      encodings[octets].write({ ...query(), batchItem: [{ operation, requestPayload }] } as RequestMessage)
    const head = (size: number, extra = '') =>
      `POST /kmip HTTP/1.1\r\nHost: k\r\n${extra}Content-Type: ${octets}\r\nContent-Length: ${size}\r\n\r\n`
    const attributes = [
      { attribute: 'Name', index: 0, value: { nameValue: 'in order', nameType: 'UninterpretedTextString' } },
      { attribute: 'CryptographicAlgorithm', index: 0, value: 'AES' },
      { attribute: 'CryptographicLength', index: 0, value: 256 },
      { attribute: 'CryptographicUsageMask', index: 0, value: ['Encrypt'] },
    ]
    const create = batch('Create', { objectType: 'SymmetricKey', attributes })
    const locate = batch('Locate', { attributes: attributes.slice(0, 1) })
    socket.write(Buffer.concat([Buffer.from(head(create.length)), create]))
    socket.write(Buffer.concat([Buffer.from(head(locate.length, 'Connection: close\r\n')), locate]))
    const received = Buffer.from(await rest(socket), 'latin1')
    const second = received.lastIndexOf('\r\n\r\n') + 4
    const found = encodings[octets].read(received.subarray(second)).batchItem[0]
    expect(found?.operation).to.equal('Locate')
    expect(found?.responsePayload).to.have.property('uniqueIdentifier').with.length(1)
  })

  it('refuses clients without a certificate of the authority', async () => {
    const failure = await post(encodings[octets].write(query()), { anonymous: true }).catch((error: Error) => error)
    expect(failure).to.be.instanceOf(Error)
    const plain = await new Promise<Error>((resolve, reject) => {
      httpRequest({ host: 'localhost', port: server.httpsPort, path: '/kmip' }, reject).on('error', resolve).end()
    })
    expect(plain).to.be.instanceOf(Error)
  })

  it('says 404, 405, 415, 411 and 413, each with a sentence, and goes on', async () => {
    const message = encodings[octets].write(query())
    server.refusedRequests.length = 0
    expect(refusal(await post(message, { path: '/' }))).to.match(/^404 .*posted to \/kmip\.\n$/)
    expect(refusal(await post(message, { path: '/kmip/2_1' }))).to.match(/^404 /)
    const got = await post('', { method: 'GET' })
    expect(refusal(got)).to.match(/^405 .*POST, not with GET\.\n$/)
    expect(got.headers.allow).to.equal('POST')
    expect(refusal(await post(message, { method: 'DELETE' }))).to.match(/^405 /)
    const types = ['', 'text/html', 'application/x-www-form-urlencoded', 'nonsense', 'text/xml; charset=utf-16']
    for (const type of types)
      expect(refusal(await post(message, { headers: { 'Content-Type': type } })), type).to.match(/^415 .*\.\n$/)
    expect(refusal(await post(message, { headers: { 'Content-Encoding': 'gzip' } }))).to.match(/^415 /)
    expect(server.refusedRequests).to.have.length(10)
    expect(server.refusedRequests[0]).to.match(/^HTTP 404: /)
  })

  it('refuses a body that is too large, announced or not, and its answer arrives', async () => {
    const huge = Buffer.alloc(8 * 1024 * 1024)
    expect(refusal(await post(huge))).to.match(/^413 .*more than 65536 bytes/)
    expect(refusal(await post(huge, { chunked: true }))).to.match(/^413 /)
    // As much as is allowed is let through to the codec.
    const { status, body } = await post(Buffer.alloc(64 * 1024))
    expect(status).to.equal(200)
    expect(outcomeOf(encodings[octets].read(body))).to.deep.equal(['InvalidMessage'])
  })

  it('asks for the body when the client waits for that, and not for one that it will refuse', async () => {
    const postExpectingContinue = (size: number): Promise<string> =>
      new Promise((resolve, reject) => {
        const { ca, cert, key, httpsPort: port } = server
        const headers = { Expect: '100-continue', 'Content-Type': octets, 'Content-Length': size }
        const options = { host: 'localhost', port, path: '/kmip', method: 'POST', ca, cert, key, headers, agent: false }
        const sent = request(options as never, (response) => {
          response.resume()
          resolve(`${response.statusCode}`)
        })
        sent.on('continue', () => resolve('continue')).on('error', reject)
        sent.flushHeaders()
      })
    expect(await postExpectingContinue(1000)).to.equal('continue')
    expect(await postExpectingContinue(100_000)).to.equal('413')
  })

  it('accepts a chunked body, and gives up on one that does not end', async () => {
    const message = encodings[octets].write(query())
    const { status } = await post(message, { chunked: true })
    expect(status).to.equal(200)
    const head = `POST /kmip HTTP/1.1\r\nHost: k\r\nContent-Type: ${octets}\r\n`
    const begun = [
      `${head}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n`,
      `${head}Content-Length: 500\r\n\r\nhello`,
      `${head}`,
      'POST /k',
    ]
    const answers = await Promise.all(
      begun.map(async (text) => {
        const socket = await open()
        socket.write(text)
        return rest(socket)
      }),
    )
    for (const answer of answers) expect(answer).to.match(/^HTTP\/1\.1 408 .*did not arrive completely in time\.\n$/s)
  })

  it('says 400 of what is not HTTP, 411 without a length, 431 of endless headers', async () => {
    const head = 'POST /kmip HTTP/1.1\r\nHost: k\r\n'
    const cases = {
      'GARBAGE\r\n\r\n': 400,
      '\u0016\u0003\u0001\u0002': 400,
      [`${head}Content-Type: ${octets}\r\n\r\n`]: 411,
      [`${head}X: ${'x'.repeat(20_000)}\r\n\r\n`]: 431,
      [`${head}Content-Length: 5\r\nContent-Length: 6\r\n\r\n`]: 400,
      [`${head}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n`]: 400,
      [`${head}Content-Length: -1\r\n\r\n`]: 400,
    }
    for (const [text, status] of Object.entries(cases)) {
      const socket = await open()
      socket.write(text, 'latin1')
      expect(await rest(socket), text.slice(0, 80)).to.match(new RegExp(`^HTTP/1\\.1 ${status} .*\\.\\n$`, 's'))
    }
  })

  it('survives clients that vanish in the middle of a request or of an answer', async () => {
    const message = encodings[octets].write(query())
    const head = `POST /kmip HTTP/1.1\r\nHost: k\r\nContent-Type: ${octets}\r\nContent-Length: ${message.length}\r\n\r\n`
    for (const cut of [10, head.length, head.length + 20, head.length + message.length]) {
      const { ca, cert, key, httpsPort: port } = server
      const tcp = connectTcp({ host: 'localhost', port })
      const socket = connect({ socket: tcp, servername: 'localhost', ca, cert, key })
      socket.on('error', () => undefined)
      await once(socket, 'secureConnect')
      socket.write(Buffer.concat([Buffer.from(head), message]).subarray(0, cut))
      await sleep(5)
      tcp.resetAndDestroy()
    }
  })

  it('does not wait for ever for a client that takes no answer', async () => {
    const own = await site.start({ https: true, requestTimeout: 1 })
    const opaqueObject = { opaqueDataType: '0x80000001', opaqueDataValue: Buffer.alloc(900_000) }
    const register = {
      operation: 'Register',
      requestPayload: { objectType: 'OpaqueObject', attributes: [], object: { opaqueObject } },
    }
    const get = { operation: 'Get', requestPayload: {} }
    const gets = Array.from({ length: 14 }, () => get)
    const batchItem = [register, ...gets]
    const header = { protocolVersion: protocolVersionOf('1.4'), batchCount: batchItem.length }
    const message = encodings[octets].write({ requestHeader: header, batchItem } as unknown as RequestMessage)
    const toPost = (body: Buffer): Buffer => {
      const lines = [
        'POST /kmip HTTP/1.1',
        'Host: k',
        `Content-Type: ${octets}`,
        `Content-Length: ${body.length}`,
        '',
        '',
      ]
      return Buffer.concat([Buffer.from(lines.join('\r\n')), body])
    }
    const socket = await open(own)
    socket.on('error', () => undefined)
    socket.pause()
    socket.write(Buffer.concat([toPost(message), toPost(encodings[octets].write(query()))]))
    for (let tries = 0; own.closed.length === 0 && tries < 200; tries++) await sleep(50)
    expect(own.closed[0]).to.equal('timeout while sending a response')
    // The second request was not begun before the first answer had left.
    expect(own.done.map(({ operation }) => operation))
      .to.include('Get')
      .and.not.include('Query')
    socket.destroy()
    await own.close()
  })

  it('closes a connection that sends more requests than it can wait for', async () => {
    const attributes = [
      { attribute: 'CryptographicAlgorithm', index: 0, value: 'AES' },
      { attribute: 'CryptographicLength', index: 0, value: 256 },
      { attribute: 'CryptographicUsageMask', index: 0, value: ['Encrypt'] },
    ]
    const create = { operation: 'Create', requestPayload: { objectType: 'SymmetricKey', attributes } }
    const message = encodings[octets].write({ ...query(), batchItem: [create] } as unknown as RequestMessage)
    const head = `POST /kmip HTTP/1.1\r\nHost: k\r\nContent-Type: ${octets}\r\nContent-Length: ${message.length}\r\n\r\n`
    const socket = await open()
    socket.write(Buffer.concat(Array.from({ length: 100 }, () => [Buffer.from(head), message]).flat()))
    await rest(socket)
    expect(server.closed.at(-1)).to.match(/requests at once/)
  })

  it('lets no more connections in than are allowed', async () => {
    const own = await site.start({ https: true, connections: 2 })
    const sockets = [await open(own), await open(own)]
    const refused = await open(own).catch((error: Error) => error)
    expect(refused).to.be.instanceOf(Error)
    expect(own.closed).to.deep.equal(['more than 2 connections (limits.connections)'])
    for (const socket of sockets) socket.destroy()
  })

  it('answers what is under way before it closes, and leaves no connection open', async () => {
    const own = await site.start({ https: true })
    const { ca, cert, key, httpsPort: port } = own
    const agent = new Agent({ keepAlive: true, maxSockets: 1, ca, cert, key })
    const body = encodings[octets].write(query())
    const ask = () =>
      new Promise<IncomingHttpHeaders>((resolve, reject) => {
        const headers = { 'Content-Type': octets, 'Content-Length': body.length }
        request({ host: 'localhost', port, path: '/kmip', method: 'POST', agent, headers }, (response) => {
          response.resume().on('end', () => resolve(response.headers))
        })
          .on('error', reject)
          .end(body)
      })
    expect((await ask()).connection).to.equal('keep-alive')
    const began = performance.now()
    await own.close()
    expect(performance.now() - began).to.be.lessThan(2000)
    expect(await ask().catch((error: NodeJS.ErrnoException) => error.code)).to.be.oneOf(['ECONNREFUSED', 'ECONNRESET'])
  })

  it('is switched on by the configuration, and off without a port', async () => {
    const flags = { dataDirectory: site.directory, port: 0, log: { level: 'error' } }
    const without = await serve({ environment: {}, flags })
    expect(without.httpsEndpoint).to.equal(undefined)
    await without.close()
    const running = await serve({ environment: {}, flags: { ...flags, https: { port: 0 } } })
    const { port, pathname, protocol } = new URL(running.httpsEndpoint ?? '')
    expect(`${protocol} ${pathname}`).to.equal('https: /kmip')
    expect(Number(port)).not.to.equal(running.port)
    const { ca, cert, key } = server
    const socket = connect({ host: 'localhost', port: Number(port), ca, cert, key })
    socket.write('GET /kmip HTTP/1.0\r\n\r\n')
    expect(await rest(socket)).to.match(/^HTTP\/1\.1 405 /)
    await running.close()
  })
})
