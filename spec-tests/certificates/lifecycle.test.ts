import { createPrivateKey, randomBytes, X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect, type TLSSocket } from 'node:tls'
import { expect } from 'chai'
import { addClient, listClients, revokeClient, type Serving, serve } from '../../server/index.ts'
import {
  createAuthority,
  generatePrivateKey,
  issueClientCertificate,
  issueServerCertificate,
} from '../../server/pki/authority.ts'
import { keyToPem } from '../../server/setup/key-files.ts'
import { startServerProcess } from '../support/server-process.ts'

describe('certificates while the server runs', () => {
  let directory: string
  let running: Serving
  const sockets: TLSSocket[] = []

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'kmip-lifecycle-'))
    chmodSync(directory, 0o700)
    const flags = { port: 0, https: { port: 0 }, dataDirectory: directory, log: { level: 'error' } }
    running = await serve({ environment: {}, flags })
  })
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy()
    await running.close()
    rmSync(directory, { recursive: true })
  })

  /** @param overlap milliseconds that the client's old certificate stays valid; by default the client is new */
  const add = (name: string, overlap?: number) =>
    addClient({
      ...{ directory, name, keyType: 'EC', days: 1, now: new Date() },
      replace: overlap === undefined ? undefined : { overlap },
    })
  /** Certificate and key of a client, as they are now. */
  const credentials = (name: string) => ({
    cert: readFileSync(join(directory, 'clients', `${name}.crt`)),
    key: readFileSync(join(directory, 'clients', `${name}.key`)),
  })
  const httpsPort = () => Number(/:(\d+)\/kmip$/.exec(running.httpsEndpoint ?? '')?.[1])
  /** Connects, and says whether the connection is still there when the server has had its say. */
  const open = async (given: { cert: Buffer; key: Buffer }, port = running.port): Promise<TLSSocket> => {
    const ca = readFileSync(join(directory, 'ca.crt'))
    const socket = connect({ host: '127.0.0.1', port, servername: 'localhost', ca, ...given })
    sockets.push(socket)
    socket.on('error', () => undefined)
    await once(socket, 'secureConnect')
    return socket
  }
  const staysOpen = async (socket: TLSSocket): Promise<boolean> => {
    socket.resume()
    const closed = once(socket, 'close').then(() => true)
    return (await Promise.race([closed, sleep(300, false)])) === false
  }
  const isAdmitted = async (given: { cert: Buffer; key: Buffer }): Promise<boolean> => staysOpen(await open(given))
  const readServedSerial = async (): Promise<string | undefined> =>
    (await open(credentials('admin'))).getPeerX509Certificate()?.serialNumber

  describe('revoked clients', () => {
    it('are refused at once, and their connections closed, on both ports; others stay', async () => {
      await add('shop')
      const given = credentials('shop')
      const theirs = [await open(given), await open(given, httpsPort())]
      const ours = await open(credentials('admin'))
      for (const socket of [...theirs, ours]) expect(await staysOpen(socket)).to.equal(true)
      const gone = theirs.map((socket) => once(socket, 'close'))
      expect(await revokeClient({ directory, which: { name: 'shop' }, now: new Date() })).to.equal('shop')
      expect(await isAdmitted(given)).to.equal(false)
      await Promise.all(gone)
      expect(ours.closed).to.equal(false)
      expect(await isAdmitted(credentials('admin'))).to.equal(true)
    })

    it('are refused with every certificate they had; a new one for the name is let in', async () => {
      await add('shop')
      const first = credentials('shop')
      await add('shop', 3_600_000)
      const second = credentials('shop')
      expect([await isAdmitted(first), await isAdmitted(second)]).to.deep.equal([true, true])
      await revokeClient({ directory, which: { name: 'shop' }, now: new Date() })
      expect([await isAdmitted(first), await isAdmitted(second)]).to.deep.equal([false, false])
      await add('shop')
      expect([await isAdmitted(first), await isAdmitted(second), await isAdmitted(credentials('shop'))]).to.deep.equal([
        false,
        false,
        true,
      ])
    })

    it('may have any name', async () => {
      for (const name of ['__proto__', 'a.b@c-d']) {
        await add(name)
        const given = credentials(name)
        expect(await isAdmitted(given), name).to.equal(true)
        await revokeClient({ directory, which: { name }, now: new Date() })
        expect(await isAdmitted(given), name).to.equal(false)
      }
    })

    it('may be one certificate', async () => {
      await add('shop')
      const first = credentials('shop')
      copyFileSync(join(directory, 'clients', 'shop.crt'), join(directory, 'old.crt'))
      await add('shop', 3_600_000)
      const certificate = join(directory, 'old.crt')
      expect(await revokeClient({ directory, which: { certificate }, now: new Date() })).to.equal('CN=shop')
      expect([await isAdmitted(first), await isAdmitted(credentials('shop'))]).to.deep.equal([false, true])
    })

    it('are all shut out when several are revoked at once', async () => {
      const names = ['a', 'b', 'c', 'd', 'e']
      for (const name of names) await add(name)
      await Promise.all(names.map((name) => revokeClient({ directory, which: { name }, now: new Date() })))
      const list = await listClients(directory, new Date())
      expect(list.filter(({ state }) => state === 'revoked').map(({ name }) => name)).to.deep.equal(names)
    })

    it('are listed', async () => {
      await add('shop')
      await add('bank')
      const now = new Date()
      await revokeClient({ directory, which: { name: 'bank' }, now })
      const list = await listClients(directory, now)
      expect(list.map(({ name, state }) => `${name} ${state}`)).to.deep.equal([
        'admin valid',
        'bank revoked',
        'shop valid',
      ])
      expect(list[1]?.revoked).to.deep.equal(now)
      expect(list[2]?.serialNumber).to.equal(new X509Certificate(credentials('shop').cert).serialNumber)
      expect((await listClients(directory, new Date(Date.now() + 2 * 86_400_000)))[2]?.state).to.equal('expired')
    })

    it('is required; with an unreadable list the server refuses every client', async () => {
      const failure = await revokeClient({ directory, which: { name: 'nobody' }, now: new Date() }).catch(
        (e: Error) => e.message,
      )
      expect(failure).to.include('There is no client "nobody"')
      const outside = await revokeClient({ directory, which: { name: '../ca' }, now: new Date() }).catch(
        (e: Error) => e.message,
      )
      expect(outside).to.include('There is no client')
      writeFileSync(join(directory, 'revoked.json'), '{"clients": {}')
      expect(await isAdmitted(credentials('admin'))).to.equal(false)
      rmSync(join(directory, 'revoked.json'))
      expect(await isAdmitted(credentials('admin'))).to.equal(true)
    })
  })

  describe('server certificates', () => {
    it('are renewed when they near their end, without a restart; open connections stay', async () => {
      const before = await readServedSerial()
      const open_ = sockets[0] as TLSSocket
      // The same key with a certificate that ends in 10 days.
      const ca = { certificate: new X509Certificate(readFileSync(join(directory, 'ca.crt'))) }
      const authority = { ...ca, privateKey: createPrivateKey(readFileSync(join(directory, 'ca.key'))) }
      const key = createPrivateKey(readFileSync(join(directory, 'server-ec.key')))
      const ending = issueServerCertificate(authority, {
        key,
        now: new Date(),
        randomBytes,
        names: ['localhost'],
        days: 10,
      })
      writeFileSync(join(directory, 'server-ec.crt'), ending.toString())
      expect(await readServedSerial(), 'nothing has been looked at').to.equal(before)
      await running.reload()
      const after = await readServedSerial()
      expect(after).not.to.equal(before).and.not.equal(ending.serialNumber)
      const renewed = new X509Certificate(readFileSync(join(directory, 'server-ec.crt')))
      expect(renewed.serialNumber).to.equal(after)
      expect(renewed.validToDate.getTime()).to.be.above(Date.now() + 800 * 86_400_000)
      expect(await staysOpen(open_)).to.equal(true)
    })

    it('are taken from exchanged files on SIGHUP', async () => {
      await running.close()
      const server = await startServerProcess(['--data-directory', directory])
      const readSerial = async () =>
        (await open(credentials('admin'), server.port)).getPeerX509Certificate()?.serialNumber
      const before = await readSerial()
      rmSync(join(directory, 'server-ec.crt'))
      process.kill(server.pid, 'SIGHUP')
      let after = before
      for (let tries = 0; after === before && tries < 100; tries++) {
        await sleep(100)
        after = await readSerial()
      }
      expect(after).to.equal(new X509Certificate(readFileSync(join(directory, 'server-ec.crt'))).serialNumber)
      expect(await server.stop()).to.equal(0)
    })
  })

  it('authorities of clients are taken from an exchanged file on reload', async () => {
    await running.close()
    const own = readFileSync(join(directory, 'ca.crt'))
    const clientCa = join(directory, 'clients.pem')
    writeFileSync(clientCa, own)
    const key = await generatePrivateKey('EC')
    const other = createAuthority({ key, now: new Date(), randomBytes })
    const certificateFile = join(directory, 'other.pem')
    writeFileSync(certificateFile, other.certificate.toString())
    const identity = { authorities: [{ certificate: certificateFile, prefix: 'other' }] }
    const flags = { port: 0, dataDirectory: directory, log: { level: 'error' }, tls: { clientCa }, identity }
    running = await serve({ environment: {}, flags })
    const certificate = issueClientCertificate(other, { key, now: new Date(), randomBytes, commonName: 'x', days: 1 })
    const given = { cert: Buffer.from(certificate.toString()), key: Buffer.from(keyToPem(key)) }
    expect(await isAdmitted(given)).to.equal(false)
    writeFileSync(clientCa, Buffer.concat([own, Buffer.from(other.certificate.toString())]))
    await running.reload()
    expect([await isAdmitted(given), await isAdmitted(credentials('admin'))]).to.deep.equal([true, true])
    writeFileSync(clientCa, own)
    await running.reload()
    expect([await isAdmitted(given), await isAdmitted(credentials('admin'))]).to.deep.equal([false, true])
  })
})
