import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { keepsRunning } from '../../cli/run.ts'
import { type ServerProcess, startServerProcess } from '../support/server-process.ts'

describe('guard of a process with keys', function () {
  this.timeout(30_000)
  let folder: string
  let server: ServerProcess
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kmip-guard-'))
    server = await startServerProcess(['--data-directory', folder])
  })
  after(async () => {
    await server.stop()
    await rm(folder, { recursive: true })
  })

  it('kmip serve opens no port for a debugger at SIGUSR1', async () => {
    process.kill(server.pid, 'SIGUSR1')
    await sleep(300)
    expect(server.log()).not.to.include('Debugger')
    expect(await readFile(`/proc/${server.pid}/cmdline`, 'utf8')).to.include('--disable-sigusr1')
  })

  it('kmip serve leaves no core dump, or says at its start that it could', async () => {
    const limits = await readFile(`/proc/${server.pid}/limits`, 'utf8')
    const isDisabled = /^Max core file size +0 +/m.test(limits)
    expect(isDisabled, limits).to.equal(!server.log().includes('A core dump of this process is possible'))
    const folders = (process.env.PATH ?? '').split(delimiter)
    expect(isDisabled).to.equal(folders.some((each) => existsSync(join(each, 'prlimit'))))
  })

  it('guards what keeps running, and no short command', () => {
    for (const line of ['serve', 'serve --port 0', 'agent', 'agent --config a.toml'])
      expect(keepsRunning(line.split(' ')), line).to.equal(true)
    for (const line of ['agent rekey backup', 'create --name x', '--help', 'secret get serve'])
      expect(keepsRunning(line.split(' ')), line).to.equal(false)
  })
})
