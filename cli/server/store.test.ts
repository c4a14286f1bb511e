import { mkdtempSync, rmSync } from 'node:fs'
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
      stdout: 'Objects        1\nDocuments      0\nAudit records  1\nFaults         0\n',
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
