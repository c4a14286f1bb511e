import { lstatSync, readdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { chmod, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { consumers } from '../../cli/server/consumers/index.ts'
import { kmip, type Run } from '../../cli/testing/run-kmip.ts'
import { setUp } from '../../server/index.ts'

interface Printed {
  readonly server: string
  readonly isNew: boolean
  readonly replaced?: { readonly validUntil: string }
  readonly files: Readonly<Record<string, string>>
  readonly warnings: readonly string[]
  readonly steps: readonly { readonly place: string; readonly lines: readonly string[] }[]
}

describe('kmip connect', () => {
  let folder: string
  let directory: string
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kmip-connect-'))
    directory = join(folder, 'kms')
    await setUp({ directory, hostName: 'db1', serverNames: ['kms.example.org'], now: new Date() })
  })
  after(() => rmSync(folder, { recursive: true }))

  const connect = (...args: string[]): Promise<Run> => kmip(['connect', ...args, '--data-directory', directory])
  const readPrinted = async (...args: string[]): Promise<Printed> => {
    const { code, stdout, stderr } = await connect(...args, '--json')
    expect(code, stderr).to.equal(0)
    return JSON.parse(stdout) as Printed
  }
  const readBlocks = async (...args: string[]): Promise<string[]> => {
    const { code, stdout, stderr } = await connect(...args)
    expect(code, stderr).to.equal(0)
    return stdout.trimEnd().split('\n\n')
  }
  const mode = (path: string): number => statSync(path).mode & 0o777

  it('prints blocks in their order, each with a comment that says where', async () => {
    const blocks = await readBlocks('pg_tde', '--out', join(folder, 'tde'))
    expect(blocks.map((block) => block.split(':')[0])).to.deep.equal([
      '# 1. shell',
      '# 2. postgresql.conf',
      '# 3. shell',
      '-- 4. psql',
    ])
    expect(blocks[0]).to.include(`\nchown postgres: ${join(folder, 'tde/pg_tde.key')}\nchmod 0600 `)
  })

  it('keeps the first line of a script in its place', async () => {
    const [script = ''] = (await readBlocks('fujitsu')).slice(-1)
    expect(script.split('\n')[0]).to.equal('#!/bin/sh')
    expect(script.split('\n')[1]).to.match(/^# \d+\. an executable script/)
  })

  it('prints the same again, and changes nothing', async () => {
    const out = join(folder, 'again')
    const args = ['mongodb', '--out', out]
    const first = await connect(...args)
    const files = () => readdirSync(out).map((name) => [name, readFileSync(join(out, name), 'utf8')])
    const before = files()
    expect(before.map(([name]) => name)).to.have.members(['ca.crt', 'mongodb.crt', 'mongodb.key', 'mongodb.pem'])
    expect(await connect(...args)).to.deep.include({ code: 0, stdout: first.stdout })
    expect(files()).to.deep.equal(before)
    expect(await readPrinted(...args)).to.deep.include({ isNew: false })
  })

  it('says where the files of a client are missing', async () => {
    await readPrinted('pykmip', '--out', join(folder, 'here'))
    const { code, stderr } = await connect('pykmip', '--out', join(folder, 'there'))
    expect(code).to.equal(2)
    expect(stderr).to.include('The client "pykmip" exists').and.include('--replace')
  })

  it('renews with --replace: the modes stay, and no symbolic link is followed', async () => {
    const out = join(folder, 'renewed')
    const args = ['mongodb-driver', '--out', out]
    const { files } = await readPrinted(...args)
    const { cert, key, pem } = files as { cert: string; key: string; pem: string }
    expect([key, pem].map(mode)).to.deep.equal([0o600, 0o600])
    await chmod(pem, 0o640)
    const before = readFileSync(pem, 'utf8')
    const renewed = await readPrinted(...args, '--replace', '--overlap', '7d')
    expect(renewed).to.deep.include({ isNew: true })
    expect(Date.parse(renewed.replaced?.validUntil ?? '') - Date.now()).to.be.within(6.9 * 86_400_000, 7 * 86_400_000)
    expect(mode(pem)).to.equal(0o640)
    expect(readFileSync(pem, 'utf8')).to.not.equal(before)
    expect(readFileSync(pem, 'utf8')).to.equal(readFileSync(cert, 'utf8') + readFileSync(key, 'utf8'))
    const precious = join(folder, 'precious')
    writeFileSync(precious, 'precious')
    renameSync(pem, `${pem}.old`)
    symlinkSync(precious, pem)
    const { code, stderr } = await connect(...args, '--replace')
    expect(code, stderr).to.not.equal(0)
    expect(stderr).to.include(`${pem} is a symbolic link`)
    expect(readFileSync(precious, 'utf8')).to.equal('precious')
    expect(lstatSync(pem).isSymbolicLink()).to.equal(true)
  })

  it('gives Barbican the mode that its plugin requires', async () => {
    const { files } = await readPrinted('barbican', '--out', join(folder, 'barbican'))
    expect(mode(files.key as string)).to.equal(0o400)
  })

  it('installs the files elsewhere when they are in the data directory, where nobody else may look', async () => {
    const { steps } = await readPrinted('ceph')
    expect(steps[0]?.lines).to.deep.equal([
      'install -d -m 0755 /etc/kmip /etc/kmip/ceph',
      `install -m 0644 ${join(directory, 'ca.crt')} /etc/kmip/ceph/ca.crt`,
      `install -m 0644 ${join(directory, 'clients/ceph.crt')} /etc/kmip/ceph/ceph.crt`,
      `install -o ceph -m 0600 ${join(directory, 'clients/ceph.key')} /etc/kmip/ceph/ceph.key`,
    ])
    expect(steps[1]?.lines).to.include('rgw_crypt_kmip_client_key = /etc/kmip/ceph/ceph.key')
  })

  it('makes keys for Ceph with its certificate, and says what a re-key does', async () => {
    const blocks = await readBlocks('ceph')
    const command = blocks.flatMap((block) => block.split('\n')).find((line) => line.startsWith('kmip create'))
    expect(command).to.include('--cert /etc/kmip/ceph/ceph.crt --key /etc/kmip/ceph/ceph.key')
    expect(blocks.at(-1)).to.include('to wrong bytes and HTTP 200')
  })

  describe('the address', () => {
    const configure = (name: string, text: string): string => {
      const file = join(folder, name)
      writeFileSync(file, `dataDirectory = ${JSON.stringify(directory)}\n${text}`)
      return file
    }
    const read = (...args: string[]) => readPrinted('pykmip', '--out', join(folder, 'here'), ...args)

    it('is this machine by default, with a warning for all others', async () => {
      const { server, warnings } = await read()
      expect(server).to.equal('localhost:5696')
      expect(warnings.join()).to.include('which only this machine reaches')
      const { stderr } = await connect('pykmip', '--out', join(folder, 'here'))
      expect(stderr).to.include('kmip: The server listens on localhost, which only this machine reaches')
    })

    it('is what the configuration of the server says', async () => {
      const config = configure(
        'open.toml',
        'host = "0.0.0.0"\nport = 6000\nserverNames = ["*.db", "kms.example.org"]\n',
      )
      expect(await read('--config', config)).to.deep.include({ server: 'kms.example.org:6000', warnings: [] })
      const named = await read('--config', config, '--server', 'db1')
      expect(named).to.deep.include({ server: 'db1:6000', warnings: [] })
      expect((await read('--config', config, '--server', 'db1:5696')).server).to.equal('db1:5696')
      expect((await read('--config', config, '--server', '::1')).server).to.equal('[::1]:6000')
    })

    it('comes with a warning when the certificate has another name, or the server is reached here only', async () => {
      const open = configure('open.toml', 'host = "0.0.0.0"\n')
      const { warnings } = await read('--config', open, '--server', 'other.example.org')
      expect(warnings).to.have.length(1)
      expect(warnings[0]).to.include('does not name other.example.org')
      expect((await read('--server', 'kms.example.org')).warnings.join()).to.include('which only this machine reaches')
      expect((await read('--server', '127.0.0.1')).warnings).to.deep.equal([])
    })

    it('is refused when no consumer could use it', async () => {
      const refused = async (words: string, ...args: string[]) => {
        const { code, stderr } = await connect('pykmip', ...args)
        expect(code).to.equal(2)
        expect(stderr).to.include(words)
      }
      await refused('not over HTTPS', '--server', 'https://kms.example.org/kmip')
      await refused('names no server', '--server', 'a b')
      await refused('lets the system choose the port', '--config', configure('any.toml', 'port = 0\n'))
      const ca = configure('ca.toml', `[tls]\nclientCa = ${JSON.stringify(join(directory, 'ca.crt'))}\n`)
      await refused('which kmip does not issue', '--config', ca)
    })
  })

  it('prints every consumer', async () => {
    for (const name of Object.keys(consumers)) {
      const { steps } = await readPrinted(name, '--out', join(folder, 'all', name), '--name', `all-${name}`)
      expect(steps.length, name).to.be.above(0)
      expect(steps.flatMap(({ lines }) => lines).join('\n'), name).to.not.match(/undefined|\[object/)
    }
  })
})
