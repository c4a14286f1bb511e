import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect } from 'chai'
import { serve } from '../../server/index.ts'
import { kmip } from '../testing/run-kmip.ts'

describe('kmip store verify', function () {
  this.timeout(30_000)
  let directory: string
  let close: () => Promise<void>
  beforeEach(async () => {
    directory = join(mkdtempSync(join(tmpdir(), 'kmip-verify-')), 'data')
    const serving = await serve({
      environment: {},
      flags: { dataDirectory: directory, port: 0, log: { level: 'error' } },
    })
    close = () => serving.close()
    const made = await kmip([
      ...['create', '--name', 'the name of a key', '--server', `localhost:${serving.port}`],
      ...['--ca', serving.setUp.paths.ca.cert, '--cert', serving.setUp.paths.admin.cert],
      ...['--key', serving.setUp.paths.admin.key],
    ])
    expect(made.stderr).to.equal('')
  })
  afterEach(() => rmSync(join(directory, '..'), { recursive: true }))
  const verify = (...more: string[]) => kmip(['store', 'verify', '--data-directory', directory, ...more])

  it('reports a sound store, with its progress on standard error', async () => {
    await close()
    const { code, stdout, stderr } = await verify()
    expect({ code, stdout }).to.deep.equal({
      code: 0,
      stdout: 'Objects        1\nDocuments      1\nAudit records  0\nFaults         0\n',
    })
    expect(stderr).to.include('Checked 1 of 1 objects')
  })

  it('names the rows that were altered, and ends with 1', async () => {
    await close()
    const db = new DatabaseSync(join(directory, 'store.db'))
    db.exec('UPDATE object SET owner = owner, attributes = zeroblob(length(attributes)); DELETE FROM attribute_value')
    const uniqueIdentifier = String(db.prepare('SELECT unique_identifier FROM object').get()?.unique_identifier)
    db.close()
    const plain = await verify()
    expect(plain.code).to.equal(1)
    expect(plain.stdout).to.include(`object ${uniqueIdentifier} does not open`)
    expect(plain.stdout).to.include(`attribute_value ${uniqueIdentifier} has no row for a value that it has`)
    expect(plain.stderr).to.include('restore a backup')
    const json = await verify('--json')
    expect(json.code).to.equal(1)
    expect(JSON.parse(json.stdout)).to.deep.include({ objects: 1 })
    expect(JSON.parse(json.stdout).findings[0]).to.include({ table: 'object', row: uniqueIdentifier })
    expect(plain.stdout + json.stdout + plain.stderr).to.not.include('the name of a key')
  })

  it('refuses the store of a running server, and a directory without one', async () => {
    const running = await verify()
    await close()
    expect(running.code).to.equal(1)
    expect(running.stderr).to.include('in use by process')
    rmSync(join(directory, 'store.db'))
    const { code, stderr } = await verify()
    expect(code).to.equal(1)
    expect(stderr).to.include('There is no store')
  })
})

describe('kmip store keys, rotate-data-key and rotate-master-key', function () {
  this.timeout(60_000)
  let directory: string
  const environment = {}
  const start = () => serve({ environment, flags: { dataDirectory: directory, port: 0, log: { level: 'error' } } })
  const run = (...args: string[]) => kmip(['store', ...args, '--data-directory', directory])
  beforeEach(async () => {
    directory = join(mkdtempSync(join(tmpdir(), 'kmip-store-keys-')), 'data')
    const serving = await start()
    const { ca, admin } = serving.setUp.paths
    const made = await kmip([
      ...['create', '--server', `localhost:${serving.port}`, '--ca', ca.cert, '--cert', admin.cert, '--key', admin.key],
    ])
    expect(made.stderr).to.equal('')
    await serving.close()
  })
  afterEach(() => rmSync(join(directory, '..'), { recursive: true }))

  it('show the keys and how often they have sealed, and never what they are', async () => {
    const { stdout } = await run('keys')
    expect(stdout).to.match(
      /^Master key {2}[0-9a-f]{16}\n\nDATA KEY +PURPOSE +SINCE +SEALS +ROWS\n1 +seals +\d{4}-\d\d-\d\d +\d+ +3\n2 +index\n$/,
    )
    const json = JSON.parse((await run('keys', '--json')).stdout)
    expect(json.dataKeys[0]).to.include({ dataKey: 1, purpose: 'seal', isCurrent: true, rows: 3 })
    expect(json.dataKeys[0].seals).to.be.within(3, 100)
  })

  it('replace the data key of a stopped server, with all rows', async () => {
    expect((await run('rotate-data-key')).stdout).to.equal('Data key  3\n')
    expect((await run('keys')).stdout).to.match(/2 +index\n3 +seals +[-0-9]+ +3 +3\n$/)
    const verified = await run('verify')
    expect(verified.stdout).to.include('Faults         0')
  })

  it('replace the master key of a stopped server, which starts with the new one and not with the old one', async () => {
    const path = join(directory, 'master.key')
    const old = readFileSync(path)
    const { code, stdout, stderr } = await run('rotate-master-key', '--json')
    expect(code).to.equal(0)
    expect(stderr).to.include('Back up the new master.key now')
    expect(JSON.parse((await run('keys', '--json')).stdout).masterKey).to.equal(JSON.parse(stdout).masterKey)
    expect(readFileSync(path).equals(old)).to.equal(false)
    expect(statSync(path).mode & 0o777).to.equal(0o600)
    expect((await run('verify')).code).to.equal(0)
    await (await start()).close()
    writeFileSync(path, old)
    const refused = await run('keys')
    expect(refused.code).to.equal(1)
    expect(refused.stderr).to.include('needs the master key with id')
  })

  it('replace the keys of a running server over its socket, and say what goes on', async () => {
    const serving = await start()
    try {
      const before = readFileSync(join(directory, 'master.key'))
      const rotated = await run('rotate-data-key')
      expect(rotated.stdout).to.equal('Data key  3\n')
      expect(rotated.stderr).to.include('in the background')
      await serving.storeKeys.finishReseal()
      expect((await run('rotate-master-key')).code).to.equal(0)
      expect(readFileSync(join(directory, 'master.key')).equals(before)).to.equal(false)
      expect(JSON.parse((await run('keys', '--json')).stdout)).to.deep.equal(
        JSON.parse(JSON.stringify(await serving.storeKeys.read())),
      )
      const socket = join(directory, 'administration', 'auditor.sock')
      expect((await kmip(['store', 'keys', '--socket', socket])).stdout).to.include('3         seals')
      expect((await kmip(['store', 'rotate-data-key', '--socket', socket])).code).to.equal(5)
    } finally {
      await serving.close()
    }
    expect((await run('verify')).code).to.equal(0)
  })

  it('end an interrupted replacement of the master key at the next start', async () => {
    const path = join(directory, 'master.key')
    const old = readFileSync(path)
    writeFileSync(`${path}.new`, Buffer.alloc(32, 1), { mode: 0o600 })
    await (await start()).close()
    expect(() => statSync(`${path}.new`)).to.throw('ENOENT')
    expect(readFileSync(path).equals(old)).to.equal(true)
  })

  it('are refused by a data directory without a store', async () => {
    const { code, stderr } = await kmip(['store', 'rotate-data-key', '--data-directory', join(directory, 'none')])
    expect(code).to.not.equal(0)
    expect(stderr).to.include('There is no store')
  })
})
