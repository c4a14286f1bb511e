import { execFile } from 'node:child_process'
import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { roles } from '../../server/administration/role.ts'
import { toSocketPath, toSocketPlaces } from '../../server/administration/socket-places.ts'
import { ask } from '../agent/ask.ts'
import { openAdministrationSite } from './open-site.ts'

const run = promisify(execFile)
const isRoot = process.getuid?.() === 0
const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777

/** What a process of another user reads from a socket, or the code of the error. */
const connectAs = async (user: number, path: string): Promise<string> => {
  const script = `const s = require('node:net').connect(process.argv[1]);
    s.on('error', ({ code }) => console.log(code)); s.on('connect', () => { console.log('connected'); s.destroy() })`
  const identity = [`--reuid=${user}`, `--regid=${user}`, '--clear-groups']
  const { stdout } = await run('setpriv', [...identity, process.execPath, '--eval', script, path], { cwd: '/' })
  return stdout.trim()
}

const createFolder = async (): Promise<AsyncDisposable & { readonly path: string }> => {
  const path = await mkdtemp(join(tmpdir(), 'kmip-sockets-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) }
}

const reject = async (work: Promise<unknown>, words: string): Promise<void> => {
  const failure = await work.then(
    () => new Error('it did not fail'),
    (error: Error) => error,
  )
  expect(failure.message).to.include(words)
}

describe('sockets of the administrative interface', () => {
  it('are for the user of the server alone by default', async () => {
    await using site = await openAdministrationSite()
    expect(await modeOf(dirname(site.socketOf('auditor')))).to.equal(0o700)
    for (const role of roles) expect(await modeOf(site.socketOf(role)), role).to.equal(0o600)
  })

  it('are open to a group where the configuration says so, each for itself', async () => {
    const group = String(process.getgid?.() ?? 0)
    await using site = await openAdministrationSite((folder) => ({
      directory: join(folder, 'run'),
      auditor: { group },
      operator: { group, mode: '0620' },
    }))
    expect(await modeOf(join(site.folder, 'run'))).to.equal(0o711)
    expect(await modeOf(site.socketOf('administrator'))).to.equal(0o600)
    expect(await modeOf(site.socketOf('auditor'))).to.equal(0o660)
    expect(await modeOf(site.socketOf('operator'))).to.equal(0o620)
    expect((await ask(site.socketOf('auditor'), 'GET', '/v1/status')).json.role).to.equal('auditor')
  })

  // Only root may become another user.
  if (isRoot)
    it('refuse the connection of another user, and admit a member of the group', async () => {
      await using site = await openAdministrationSite((folder) => ({
        directory: join(folder, 'run'),
        auditor: { group: '65533' },
      }))
      await chmod(site.folder, 0o755)
      for (const role of roles) expect(await connectAs(65_534, site.socketOf(role)), role).to.equal('EACCES')
      expect(await connectAs(65_533, site.socketOf('auditor'))).to.equal('connected')
      for (const role of ['administrator', 'operator'] as const)
        expect(await connectAs(65_533, site.socketOf(role)), role).to.equal('EACCES')
    })

  it('replace one that a killed server left behind, and nothing else', async () => {
    await using folder = await createFolder()
    const directory = folder.path
    const path = toSocketPath(directory, 'auditor')
    const child =
      "require('node:net').createServer().listen(process.argv[1], () => process.kill(process.pid, 'SIGKILL'))"
    await run(process.execPath, ['--eval', child, path]).catch(() => undefined)
    expect((await stat(path)).isSocket()).to.equal(true)
    {
      await using site = await openAdministrationSite(() => ({ directory }))
      expect((await ask(site.socketOf('auditor'), 'GET', '/v1/status')).status).to.equal(200)
      await reject(
        openAdministrationSite(() => ({ directory })),
        'is in use: is another server running?',
      )
    }
    await writeFile(path, 'a file')
    await reject(
      openAdministrationSite(() => ({ directory })),
      'exists and is not a socket',
    )
    expect(await readdir(directory)).to.deep.equal(['auditor.sock'])
  })

  it('have a path that fits, and a directory that their group can enter', () => {
    const long = `/var/lib/${'kmip'.repeat(30)}`
    expect(() => toSocketPlaces({ enabled: true }, long)).to.throw('too long for a socket (107 bytes at most)')
    expect(() => toSocketPlaces({ enabled: true, directory: '/run/kmip' }, long)).not.to.throw()
    expect(() => toSocketPlaces({ enabled: true, auditor: { group: 'kmip-auditors' } }, '/var/lib/kmip')).to.throw(
      'administration.auditor.group: no other user can enter /var/lib/kmip/administration',
    )
  })
})
