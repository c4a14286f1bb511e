import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { ConnectionError, type ConnectOptions, connect, item, ProtocolError, TimeoutError } from '../../client/index.ts'
import { openTestSite, type TestServer, type TestSite } from '../support/test-server.ts'

const octets = 'application/octet-stream'
const aes = { cryptographicAlgorithm: 'AES', cryptographicLength: 256, cryptographicUsageMask: ['Encrypt'] } as const

describe('client over HTTPS', () => {
  let site: TestSite
  let server: TestServer
  before(async () => {
    site = await openTestSite()
    server = await site.start({ https: true })
  })
  after(() => site.close())

  const options = (more: ConnectOptions = {}, path = '/kmip'): ConnectOptions => {
    const { ca, cert, key, httpsPort } = server
    return { ca, cert, key, ...(!more.servers && { url: `https://localhost:${httpsPort}${path}` }), ...more }
  }

  it('does what it does over TLS, on one connection', async () => {
    await using client = await connect(options({ connections: 1 }))
    expect(client.version).to.equal('2.1')
    const { uniqueIdentifier } = await client.create({
      objectType: 'SymmetricKey',
      attributes: { name: 'posted', ...aes },
    })
    const outcomes = await client.batch([item.activate({ uniqueIdentifier }), item.get({ uniqueIdentifier })])
    expect(outcomes.map((each) => each.operation)).to.deep.equal(['Activate', 'Get'])
    const all = await Promise.all(Array.from({ length: 20 }, () => client.get({ uniqueIdentifier })))
    const digests = all.map((each) => createHash('sha256').update(JSON.stringify(each.object)).digest('hex'))
    expect(new Set(digests).size).to.equal(1)
    const refused = await client.get({ uniqueIdentifier: 'none' }).catch((error: { resultReason?: string }) => error)
    expect(refused).to.have.property('resultReason', 'ObjectNotFound')
    expect(server.faults).to.deep.equal([])
  })

  it('several calls at once, on several connections or waiting for one', async () => {
    for (const how of [{ connections: 3 }, { connections: 1, pipeline: 4 }]) {
      await using client = await connect(options(how))
      const made = await Promise.all(
        Array.from({ length: 9 }, () => client.create({ objectType: 'SymmetricKey', attributes: aes })),
      )
      expect(new Set(made.map((each) => each.uniqueIdentifier)).size).to.equal(9)
    }
  })

  it("reports the server's error for a wrong path, and an answer that is too large", async () => {
    const failure = await connect(options({}, '/elsewhere')).catch((error: unknown) => error)
    expect(failure).to.be.instanceOf(ProtocolError)
    expect((failure as Error).message)
      .to.contain('404')
      .and.to.contain('posted to /kmip')
    await using client = await connect(options())
    const attributes = { ...aes, contactInformation: 'x'.repeat(5000) }
    const { uniqueIdentifier } = await client.create({ objectType: 'SymmetricKey', attributes })
    await using small = await connect(options({ maximumResponseSize: 2000 }))
    const large = await small.getAttributes({ uniqueIdentifier }).catch((error: { resultReason?: string }) => error)
    expect(large).to.have.property('resultReason', 'ResponseTooLarge')
  })

  it('fails over from KMIP’s own port to HTTPS, and says why it cannot connect', async () => {
    const { httpsPort, port } = server
    const both = options({ servers: ['localhost:1', `https://localhost:${httpsPort}/kmip`] })
    await using client = await connect(both)
    expect((await client.query({ queryFunction: ['QueryOperations'] })).operation).to.include('Get')
    const refused = await connect(options({ servers: ['https://localhost:1/kmip'] })).catch((error: unknown) => error)
    expect(refused).to.be.instanceOf(ConnectionError).and.have.property('fault', 'refused')
    const notHttp = await connect(
      options({ servers: [`https://localhost:${port}/kmip`], timeout: 2000, retries: 0 }),
    ).catch((error: unknown) => error)
    expect(notHttp).to.be.instanceOf(Error)
    const { cert: _, key: __, ...anonymous } = options()
    const stranger = await connect({ ...anonymous, retries: 0 }).catch((error: unknown) => error)
    expect(stranger).to.be.instanceOf(ConnectionError).and.have.property('fault', 'certificateRefused')
  })

  it('gives up on servers that are silent, endless, cut answers short or are no KMIP servers', async () => {
    const { ca, cert, key } = server
    const readFromSite = (name: string) => readFile(join(site.directory, name))
    const answers: Record<string, (response: ServerResponse) => void> = {
      silent: () => undefined,
      html: (response) => response.writeHead(200, { 'Content-Type': 'text/html' }).end('<p>hello</p>'),
      endless: (response) => response.writeHead(200, { 'Content-Type': octets }).write(Buffer.alloc(100_000)),
      garbage: (response) => response.writeHead(200, { 'Content-Type': octets }).end('garbage'),
      short: (response) => {
        response.writeHead(200, { 'Content-Type': octets, 'Content-Length': 100 }).write('cut')
        setTimeout(() => response.destroy(), 20)
      },
    }
    let answer = ''
    const other = createServer(
      { cert: await readFromSite('server-ec.crt'), key: await readFromSite('server-ec.key') },
      (request, response) => {
        request.resume()
        answers[answer]?.(response)
      },
    )
    await new Promise<void>((resolve) => other.listen(0, 'localhost', resolve))
    const { port } = other.address() as AddressInfo
    const failureOf = async (how: string): Promise<unknown> => {
      answer = how
      const url = `https://localhost:${port}/kmip`
      const limits = { retries: 0, timeout: 500, maximumResponseSize: 5000 }
      await using client = await connect({ ca, cert, key, ...limits, url, version: '1.4' })
      return await client.query({ queryFunction: ['QueryOperations'] }).catch((error: unknown) => error)
    }
    expect(await failureOf('silent')).to.be.instanceOf(TimeoutError)
    expect(await failureOf('html'))
      .to.be.instanceOf(ProtocolError)
      .and.have.property('message')
      .that.contains('text/html')
    expect(await failureOf('endless'))
      .to.be.instanceOf(ProtocolError)
      .and.have.property('message')
      .that.contains('5000 bytes')
    expect(await failureOf('garbage')).to.be.instanceOf(ProtocolError)
    expect(await failureOf('short'))
      .to.be.instanceOf(ConnectionError)
      .and.have.property('fault', 'closed')
    other.closeAllConnections()
    other.close()
  })

  it('the command line takes such a URL as server', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kmip-https-cli-'))
    const files = await Promise.all(
      (['ca', 'cert', 'key'] as const).map(async (name) => {
        const path = join(folder, `${name}.pem`)
        await writeFile(path, server[name], { mode: 0o600 })
        return [`--${name}`, path]
      }),
    )
    const main = join(import.meta.dirname, '../../cli/main.ts')
    const url = `https://localhost:${server.httpsPort}/kmip`
    const { stdout } = await promisify(execFile)(process.execPath, [
      main,
      'locate',
      '--server',
      url,
      '--json',
      ...files.flat(),
    ])
    expect(JSON.parse(stdout)).to.be.an('array').and.not.have.length(0)
    await rm(folder, { recursive: true })
  })
})
