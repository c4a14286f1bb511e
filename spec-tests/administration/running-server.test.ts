import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { kmip } from '../../cli/testing/run-kmip.ts'
import { addClient, type Serving, serve } from '../../server/index.ts'
import { ask } from '../agent/ask.ts'
import { openWireClient } from '../support/wire-client.ts'

describe('administrative interface of a running server', function () {
  this.timeout(20_000)
  let folder: string
  let directory: string
  let serving: Serving
  const at = (role: string): string => join(directory, 'administration', `${role}.sock`)
  const readAccess = async () => {
    const { ca, admin } = serving.setUp.paths
    const [caFile, cert, key] = await Promise.all([ca.cert, admin.cert, admin.key].map((path) => readFile(path)))
    return { port: serving.port, ca: caFile as Buffer, cert: cert as Buffer, key: key as Buffer }
  }

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kmip-admin-'))
    directory = join(folder, 'data')
    const flags = { port: 0, dataDirectory: directory, log: { level: 'error' } }
    serving = await serve({ environment: {}, flags })
  })
  after(async () => {
    await serving.close()
    expect(await readdir(join(directory, 'administration'))).to.deep.equal([])
    await rm(folder, { recursive: true })
  })

  it('kmip status shows what it is and does', async () => {
    const { code, stdout, stderr } = await kmip(['status', '--data-directory', directory])
    expect(stderr).to.equal('')
    expect(code).to.equal(0)
    expect(stdout)
      .to.include(serving.endpoint)
      .and.to.include('server-ec.crt')
      .and.to.match(/Connections +0/)
    const { stdout: text } = await kmip(['status', '--json', '--socket', at('operator')])
    expect(JSON.parse(text)).to.include({ interfaceVersion: 1, role: 'operator', endpoint: serving.endpoint })
  })

  it('kmip reload reads the files again, and says what is wrong with them', async () => {
    const { code, stdout } = await kmip(['reload', '--data-directory', directory])
    expect([code, stdout]).to.deep.equal([
      0,
      'Reloaded certificates, authorities, revocations.\nCertificates and authorities are as before.\n',
    ])
    const { code: denied, stderr } = await kmip(['reload', '--socket', at('auditor')])
    expect(denied).to.equal(5)
    expect(stderr).to.include('The role auditor may not use POST /v1/reload.')
  })

  it('kmip status and kmip reload say when no server is there', async () => {
    for (const command of ['status', 'reload']) {
      const { code, stderr } = await kmip([command, '--data-directory', join(folder, 'nothing')])
      expect(code).to.equal(3)
      expect(stderr).to.include('.sock is not there.').and.to.include('kmip serve')
    }
  })

  it('a client that is revoked through it loses its connection', async () => {
    const client = await openWireClient(await readAccess())
    expect((await ask(at('auditor'), 'GET', '/v1/status')).json.connections).to.equal(1)
    const closed = once(client.socket, 'close')
    expect((await ask(at('administrator'), 'POST', '/v1/clients/admin/revoke')).status).to.equal(200)
    await closed
    expect((await ask(at('auditor'), 'GET', '/v1/status')).json.connections).to.equal(0)
  })

  it('a reload with authorities that cannot be read changes nothing', async () => {
    const { cert, key, ca } = await addClient({ directory, name: 'probe', keyType: 'EC', days: 1, now: new Date() })
    const [caText, certText, keyText] = await Promise.all([ca, cert, key].map((file) => readFile(file)))
    const access = { port: serving.port, ca: caText as Buffer, cert: certText as Buffer, key: keyText as Buffer }
    const path = serving.setUp.paths.ca.cert
    const before = await readFile(path)
    try {
      for (const text of ['', 'no certificate', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n']) {
        await writeFile(path, text)
        const { code, stderr } = await kmip(['reload', '--data-directory', directory])
        expect(code, text).to.equal(1)
        expect(stderr).to.include(`${path} does not hold`)
        const client = await openWireClient(access)
        expect(client.socket.authorized, text).to.equal(true)
        client.close()
      }
    } finally {
      await writeFile(path, before)
    }
  })
})
