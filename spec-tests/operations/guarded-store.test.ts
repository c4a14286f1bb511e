import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { kmip } from '../../cli/testing/run-kmip.ts'
import { type ServerProcess, startServerProcess } from '../support/server-process.ts'

describe('a server whose store others can read', function () {
  this.timeout(60_000)

  it('does not start, and says what to run', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kmip-readable-'))
    await (await startServerProcess(['--data-directory', folder])).stop()
    const path = join(folder, 'store.db')
    await chmod(path, 0o644)
    const refusal = await startServerProcess(['--data-directory', folder]).catch(String)
    expect(refusal).to.include(`The store ${path} can be read by others (mode 644). Run: chmod 600 ${path}`)
    await rm(folder, { recursive: true })
  })
})

describe('a second server on the data directory of a running one', function () {
  this.timeout(60_000)
  let folder: string
  let older: ServerProcess
  let newer: ServerProcess | undefined
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kmip-second-'))
    older = await startServerProcess(['--data-directory', folder])
  })
  afterEach(async () => {
    await newer?.kill()
    newer = undefined
    await older.kill()
    await rm(folder, { recursive: true })
  })

  const at = ({ port, ca, cert, key }: ServerProcess, ...args: string[]) =>
    kmip([...args, '--server', `localhost:${port}`, '--ca', ca, '--cert', cert, '--key', key])

  it('is refused while the lock file is there', async () => {
    const refusal = await startServerProcess(['--data-directory', folder]).catch(String)
    expect(refusal).to.include(`in use by process ${older.pid}`)
  })

  it('takes the store over when the lock file was deleted; the older one fails, and says what to do', async () => {
    await rm(join(folder, 'store.db-lock'))
    newer = await startServerProcess(['--data-directory', folder])
    const refused = await at(older, 'create', '--name', 'from the older')
    expect(refused.code).to.equal(1)
    expect(refused.stderr).to.include('GeneralFailure').and.to.not.include('store.db')
    expect((await at(older, 'locate')).code).to.equal(1)
    expect(older.log())
      .to.include(`The store was opened by process ${newer.pid} on `)
      .and.to.include('leave store.db-lock where it is')
    expect((await at(newer, 'create', '--name', 'from the newer')).code).to.equal(0)
    expect((await at(newer, 'locate', '--name', 'from the older')).stdout).to.equal('')
    const status = await kmip(['status', '--data-directory', folder, '--json'])
    expect(JSON.parse(status.stdout)).to.have.property('endpoint').that.includes(String(newer.port))
  })
})
