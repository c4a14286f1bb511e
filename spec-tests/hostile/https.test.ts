import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect, type TLSSocket } from 'node:tls'
import { expect } from 'chai'
import { TtlvReader } from '../../codec/index.ts'
import { openTestSite, type TestServer, type TestSite } from '../support/test-server.ts'
import { measureUsedMemory } from '../support/used-memory.ts'
import type { Access } from '../support/wire-client.ts'
import { hostileDocuments } from './documents.ts'
import { post, sendTextBarrage, type TextType, textEncodings } from './https-barrage.ts'
import { createDeclaredRequests, createObjects, discoverVersions, readRecordedRequests } from './requests.ts'

const MiB = 1024 * 1024

/** Milliseconds that a document of the size allowed may take, on a machine that does other things too. */
const longest = 3000

describe('hostile HTTPS', () => {
  let site: TestSite
  let server: TestServer
  let access: Access

  before(async () => {
    site = await openTestSite()
    server = await site.start({ https: true, requestTimeout: 1 })
    access = { ...server, port: server.httpsPort }
  })
  beforeEach(() => {
    for (const list of [server.closed, server.done, server.refusedRequests]) list.length = 0
  })
  afterEach(() => expect(server.faults).to.deep.equal([]))
  after(() => site.close())

  const writeGoodRequest = (type: TextType): string =>
    textEncodings[type].write(new TtlvReader(discoverVersions).item())
  const expectSuccess = async (): Promise<void> => {
    for (const type of ['text/xml', 'application/json'] as const) {
      const { body } = await post(access, type, writeGoodRequest(type))
      expect(textEncodings[type].read(body).batchItem[0]?.resultStatus).to.equal('Success')
    }
  }

  for (const { what, type, body, says } of hostileDocuments)
    it(`${type}, ${what}: refused in time, and the log says why`, async () => {
      const begin = performance.now()
      const answer = await post(access, type, body)
      expect(performance.now() - begin).to.be.below(longest)
      expect(answer.status).to.equal(200)
      const { batchItem } = textEncodings[type].read(answer.body)
      expect(batchItem.map(({ resultStatus }) => resultStatus)).to.deep.equal(['OperationFailed'])
      expect(batchItem[0]?.resultMessage).to.have.length.below(1000)
      const said = server.done.map(({ resultMessage }) => resultMessage)
      expect(said).to.have.length(1)
      expect(said[0]).to.match(says)
      await expectSuccess()
    })

  it('requests spoiled at random, in XML and JSON, are answered, each with a reason; memory stays', async function () {
    this.timeout(60_000)
    const ammunition = {
      requests: [...readRecordedRequests(), ...createDeclaredRequests(1)],
      identifiers: await createObjects(server),
    }
    const warm = await sendTextBarrage(access, ammunition, 400, 1)
    const before = await measureUsedMemory()
    const { answered, succeeded, problems } = await sendTextBarrage(access, ammunition, 800, 2)
    const grown = (await measureUsedMemory()) - before
    expect(warm.problems).to.deep.equal([])
    expect(problems).to.deep.equal([])
    expect(answered).to.equal(800)
    expect(succeeded).to.be.within(20, 400)
    expect(server.closed).to.deep.equal([])
    await expectSuccess()
    expect(grown).to.be.below(8 * MiB)
  })

  const open = async (): Promise<TLSSocket> => {
    const { ca, cert, key, port } = access
    const socket = connect({ host: 'localhost', port, ca, cert, key })
    socket.on('error', () => undefined)
    await once(socket, 'secureConnect')
    return socket
  }
  /** All that comes until the connection ends, and after how many milliseconds it does. */
  const sendUntilClosed = async (bytes: string | Buffer): Promise<{ answer: string; took: number }> => {
    const socket = await open()
    const begin = performance.now()
    let answer = ''
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      answer += chunk
    })
    socket.write(bytes)
    await once(socket, 'close')
    return { answer, took: performance.now() - begin }
  }
  const formatHead = (...lines: string[]) =>
    ['POST /kmip HTTP/1.1', 'Host: localhost', 'Content-Type: text/xml', ...lines, '', ''].join('\r\n')

  const malformed: readonly [string, string][] = [
    ['a chunk of no size', `${formatHead('Transfer-Encoding: chunked')}zz\r\nabc\r\n`],
    ['a chunk of negative size', `${formatHead('Transfer-Encoding: chunked')}-1\r\nabc\r\n`],
    ['a chunk beyond all sizes', `${formatHead('Transfer-Encoding: chunked')}ffffffffffffffff1\r\nabc\r\n`],
    ['a chunk that is longer than it says', `${formatHead('Transfer-Encoding: chunked')}1\r\nabc\r\n0\r\n\r\n`],
    ['two lengths', `${formatHead('Content-Length: 1', 'Content-Length: 2')}ab`],
    ['a length and chunks', `${formatHead('Content-Length: 3', 'Transfer-Encoding: chunked')}0\r\n\r\n`],
    ['a length that is no number', `${formatHead('Content-Length: 0x10')}ab`],
    ['a negative length', `${formatHead('Content-Length: -1')}ab`],
    ['a header line that goes on', `${formatHead('X-A: b\r\n c')}`.replace('\r\n c', '\n c')],
    ['a zero byte in a header line', formatHead('X-A: \0', 'Content-Length: 0')],
    ['no HTTP', '\x16\x03\x01\r\n\r\n'],
  ]
  for (const [what, bytes] of malformed)
    it(`${what}: 400, the end of the connection, and the log says why`, async () => {
      const { answer } = await sendUntilClosed(bytes)
      expect(answer).to.match(/^HTTP\/1.1 400 /)
      expect(answer.match(/HTTP\/1.1/g)).to.have.length(1)
      expect([...server.closed, ...server.refusedRequests]).to.have.length(1)
      expect(server.done).to.deep.equal([])
      await expectSuccess()
    })

  it('a body of endless chunks is cut at the size allowed', async () => {
    const socket = await open()
    let received = ''
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      received += chunk
    })
    socket.write(formatHead('Transfer-Encoding: chunked'))
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`
    for (let count = 0; count < 200 && !socket.closed && received === ''; count++) {
      socket.write(chunk)
      await sleep(1)
    }
    if (!socket.closed) await once(socket, 'close')
    expect(received).to.match(/^HTTP\/1.1 413 /)
    expect(server.refusedRequests.join()).to.match(/more than 1048576 bytes/)
    await expectSuccess()
  })

  it('a body byte by byte is cut in time', async () => {
    const socket = await open()
    socket.resume().write(formatHead('Content-Length: 1000'))
    const drip = setInterval(() => socket.write('<'), 50)
    const begin = performance.now()
    await once(socket, 'close')
    clearInterval(drip)
    expect(performance.now() - begin).to.be.within(900, 5000)
    expect(server.closed.join()).to.match(/did not arrive completely in time/)
    await expectSuccess()
  })

  it('a body that ends before its length leaves nothing behind', async () => {
    const socket = await open()
    socket.end(`${formatHead('Content-Length: 1000')}<RequestMessage>`)
    socket.resume()
    if (!socket.closed) await once(socket, 'close')
    expect(server.done).to.deep.equal([])
    await expectSuccess()
  })

  it('requests in one go, bad ones among them, are answered in order', async () => {
    const bodies = Array.from({ length: 12 }, (_, at) => (at % 3 === 1 ? '<x' : writeGoodRequest('text/xml')))
    const requests = bodies.map((body, at) => {
      const close = at === bodies.length - 1 ? ['Connection: close'] : []
      return formatHead(`Content-Length: ${Buffer.byteLength(body)}`, ...close) + body
    })
    const { answer } = await sendUntilClosed(requests.join(''))
    const statuses = [...answer.matchAll(/ResultStatus type="Enumeration" value="(\w+)"/g)].map(([, status]) => status)
    expect(statuses).to.deep.equal(bodies.map((body) => (body === '<x' ? 'OperationFailed' : 'Success')))
    await expectSuccess()
  })
})
