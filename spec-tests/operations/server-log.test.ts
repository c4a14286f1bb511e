import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { kmip } from '../../cli/testing/run-kmip.ts'
import { type ServerProcess, startServerProcess } from '../support/server-process.ts'
import { waitUntil } from '../support/wait-until.ts'

interface Line {
  readonly msg: string
  readonly time: string
  readonly peer?: string
  readonly asked?: readonly string[]
  readonly [fact: string]: unknown
}

describe('the log of a server', function () {
  this.timeout(60_000)
  let folder: string
  let server: ServerProcess
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kmip-log-'))
    server = await startServerProcess(['--data-directory', join(folder, 'data')])
    await run('client', 'add', 'app', '--out', folder, ...data())
  })
  after(async () => {
    await server.kill()
    await rm(folder, { recursive: true })
  })

  const data = () => ['--data-directory', join(folder, 'data')]
  const run = (...args: string[]) => kmip(args)
  const asApp = (...args: string[]) => {
    const at = (name: string) => join(folder, name)
    const files = ['--ca', at('ca.crt'), '--cert', at('app.crt'), '--key', at('app.key')]
    return kmip([...args, '--server', `localhost:${server.port}`, ...files])
  }
  const lines = (): Line[] =>
    server
      .log()
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Line)
  const findLine = async (msg: string, isIt: (line: Line) => boolean = () => true): Promise<Line> => {
    await waitUntil(`a line "${msg}"`, () => lines().some((line) => line.msg === msg && isIt(line)))
    return lines().findLast((line) => line.msg === msg && isIt(line)) as Line
  }
  const address = /^(127\.0\.0\.1|::1|::ffff:127\.0\.0\.1):\d+$/

  it('says that it started, and where', async () => {
    const line = await findLine('started')
    expect(line).to.include({ endpoint: server.endpoint, dataDirectory: join(folder, 'data') })
  })

  it('says what a search that found nothing asked for, and from where', async () => {
    await asApp('get', '--name', 'nothing-here')
    const line = await findLine('nothing found')
    expect(line).to.deep.include({ principal: 'CN=app', operation: 'Locate', asked: ['Name=nothing-here'] })
    expect(line.peer).to.match(address)
  })

  it('names the address of whoever is refused', async () => {
    await asApp('get', '00000000-0000-4000-8000-000000000000')
    const line = await findLine('refused', ({ resultReason }) => resultReason === 'ObjectNotFound')
    expect(line).to.include({ principal: 'CN=app', operation: 'Get' })
    expect(line.peer).to.match(address)
  })

  it('says when SIGHUP has reloaded its files, and when a revocation takes effect', async () => {
    process.kill(server.pid, 'SIGHUP')
    await findLine('reloaded')
    await run('client', 'revoke', 'app', ...data())
    expect((await findLine('revoked')).revoked).to.deep.equal(['app'])
    await asApp('locate')
    expect((await findLine('connection closed')).peer).to.match(address)
  })

  it('says that it stopped', async () => {
    expect(await server.stop()).to.equal(0)
    expect(lines().map(({ msg }) => msg)).to.include.members(['started', 'stopping', 'stopped'])
  })
})
