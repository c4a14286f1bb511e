import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { chownSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect } from 'chai'
import { kmip, main } from '../../cli/testing/run-kmip.ts'
import { waitUntil } from '../support/wait-until.ts'

/** `nobody`. */
const uid = 65_534
const gid = 65_534

/** Only root can start a server of another user, and that user must be able to read this checkout. */
const canStartServer =
  process.getuid?.() === 0 &&
  spawnSync(process.execPath, ['-e', `require('fs').readFileSync(${JSON.stringify(main)})`], { uid, gid }).status === 0

if (canStartServer)
  describe('root on the data directory of another user', function () {
    this.timeout(40_000)
    let folder: string
    let directory: string
    let server: ChildProcess
    before(async () => {
      folder = mkdtempSync(join(tmpdir(), 'kmip-other-'))
      chownSync(folder, uid, gid)
      directory = join(folder, 'data')
      server = spawn(process.execPath, [main, 'serve', '--json', '--port', '0', '--data-directory', directory], {
        ...{ uid, gid, stdio: ['ignore', 'pipe', 'ignore'], env: { ...process.env, HOME: folder } },
      })
      await once(createInterface({ input: server.stdout as NodeJS.ReadableStream }), 'line')
      await waitUntil('the socket', () => readdirSync(join(directory, 'administration')).length > 0)
    })
    after(() => {
      server.kill('SIGKILL')
      rmSync(folder, { recursive: true })
    })

    const run = (...args: string[]) => kmip([...args, '--data-directory', directory], { input: 'a long password' })
    const succeed = async (...args: string[]): Promise<string> => {
      const { code, stdout, stderr } = await run(...args)
      expect(code, stderr).to.equal(0)
      return stdout
    }
    const listOwners = (): number[] => [
      ...new Set(
        readdirSync(directory, { recursive: true, encoding: 'utf8' }).map(
          (path) => lstatSync(join(directory, path)).uid,
        ),
      ),
    ]
    const stop = async (): Promise<void> => {
      if (server.exitCode !== null) return
      server.kill('SIGTERM')
      await once(server, 'exit')
    }

    it('goes through the socket: the key stays with root, and no file of the server becomes its own', async () => {
      const out = join(folder, 'out')
      mkdirSync(out)
      const printed = await succeed('client', 'add', 'shop', '--out', out)
      expect(printed).to.match(/^Key readable by +root \(mode 0600\)\. The program that connects/m)
      const [cert, key] = [join(out, 'shop.crt'), join(out, 'shop.key')]
      expect(statSync(key)).to.include({ uid: 0 })
      expect(statSync(key).mode & 0o777).to.equal(0o600)
      const certificate = new X509Certificate(readFileSync(cert))
      expect(certificate.checkPrivateKey(createPrivateKey(readFileSync(key)))).to.equal(true)
      expect(readdirSync(join(directory, 'clients')))
        .to.include('shop.crt')
        .and.not.include('shop.key')

      await succeed('client', 'add', 'shop', '--out', out, '--replace', '--overlap', '7d')
      await succeed('client', 'limit', 'shop', '--operations', 'Get')
      expect(await succeed('client', 'list')).to.match(/^shop +valid .* Get\nshop +replaced /m)
      await succeed('connect', 'pykmip', '--out', join(folder, 'pykmip'))
      await succeed('user', 'add', 'fred', '--client', 'shop')
      expect(await succeed('user', 'list')).to.match(/^fred +shop /m)
      await succeed('user', 'remove', 'fred')
      await succeed('client', 'revoke', '--certificate', cert)
      await succeed('client', 'revoke', 'shop')
      expect(listOwners()).to.deep.equal([uid])
    })

    it('needs a folder for the files, outside the data directory', async () => {
      for (const more of [[], ['--out', join(directory, 'clients')]])
        for (const command of [
          ['client', 'add', 'b'],
          ['connect', 'pykmip'],
        ]) {
          const { code, stderr } = await run(...command, ...more)
          expect(code).to.equal(2)
          expect(stderr).to.include('belongs to another user').and.include('--out DIR')
        }
    })

    it('without a running server is told what to run instead, and changes nothing', async () => {
      await stop()
      for (const args of [
        ['client', 'add', 'late', '--out', join(folder, 'late')],
        ['client', 'list'],
        ['client', 'limit', 'shop', '--none'],
        ['client', 'revoke', 'shop'],
        ['user', 'add', 'fred', '--client', 'shop'],
        ['user', 'list'],
        ['user', 'remove', 'fred'],
        ['connect', 'pykmip', '--out', join(folder, 'late')],
        ['store', 'verify'],
        ['store', 'rotate-data-key'],
      ]) {
        const { code, stderr } = await run(...args)
        expect(code, args.join(' ')).to.equal(5)
        expect(stderr, args.join(' '))
          .to.include(`belongs to nobody, and no server answers`)
          .and.match(/Start the server\. .*runuser -u nobody -- kmip \w+/)
          .and.not.include('chown')
      }
      expect(listOwners()).to.deep.equal([uid])
    })
  })
