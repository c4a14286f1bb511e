import { execFileSync } from 'node:child_process'
import { createPrivateKey, type KeyObject, randomBytes, X509Certificate } from 'node:crypto'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { expect } from 'chai'
import { createAuthority, generatePrivateKey, issueServerCertificate, type KeyType } from '../pki/authority.ts'
import { type SetUp, type SetUpOptions, setUp } from './set-up.ts'
import { SetUpError } from './set-up-error.ts'

const days = 24 * 60 * 60 * 1000
const now = new Date()
const later = (count: number): Date => new Date(now.getTime() + count * days)

/** In the order in which they are made. */
const order = [
  'master.key',
  'ca.key',
  'ca.crt',
  'clients',
  'clients/admin.key',
  'clients/admin.crt',
  'server-ec.key',
  'server-ec.crt',
  'server-rsa.key',
  'server-rsa.crt',
  'certify-ca.key',
  'certify-ca.crt',
]
const files = order.filter((name) => name.includes('.'))

describe('setUp', () => {
  let base: string
  /** A complete data directory, which no test changes. */
  let complete: string
  /** RSA keys take long to make: the tests share one. */
  let rsa: KeyObject
  let directory: string
  let count = 0

  const newKey = async (keyType: KeyType): Promise<KeyObject> => (keyType === 'RSA' ? rsa : generatePrivateKey('EC'))
  const run = (more: Partial<SetUpOptions> = {}): Promise<SetUp> =>
    setUp({ directory, hostName: 'db1.example.com', now, newPrivateKey: newKey, ...more })
  const failure = async (more: Partial<SetUpOptions> = {}): Promise<string> => {
    const error = await run(more).catch((reason: unknown) => reason)
    expect(error).to.be.instanceOf(SetUpError)
    return (error as Error).message
  }
  const made = (result: SetUp): string[] => result.created.map((path) => relative(directory, path))
  const at = (name: string): string => join(directory, name)
  const remove = (...names: string[]): void => names.forEach((name) => void rmSync(at(name)))
  const certificate = (name: string): X509Certificate => new X509Certificate(readFileSync(at(name)))
  /** Content, mode and time of change of every file. */
  const snapshot = (): Record<string, string> =>
    Object.fromEntries(
      files
        .filter((name) => existsSync(at(name)))
        .map((name) => {
          const { mode, mtimeMs, ino } = statSync(at(name))
          return [name, [readFileSync(at(name), 'base64'), mode, mtimeMs, ino].join()]
        }),
    )
  const contents = (): Record<string, string> =>
    Object.fromEntries(files.map((name) => [name, existsSync(at(name)) ? readFileSync(at(name), 'base64') : '']))

  /** What must be true of every finished directory. */
  const expectWhole = (): void => {
    const ca = certificate('ca.crt')
    for (const name of ['ca', 'server-ec', 'server-rsa', 'clients/admin']) {
      expect(
        certificate(`${name}.crt`).checkPrivateKey(createPrivateKey(readFileSync(at(`${name}.key`)))),
        name,
      ).to.equal(true)
      expect(certificate(`${name}.crt`).verify(ca.publicKey), name).to.equal(true)
    }
    const certifyCa = certificate('certify-ca.crt')
    expect(certifyCa.checkPrivateKey(createPrivateKey(readFileSync(at('certify-ca.key'))))).to.equal(true)
    expect(certifyCa.subject).to.match(/^CN=kmip Certify CA [0-9a-f]{16}$/)
    // Nobody gets in with a certificate of it: it is no certificate of the clients' authority, nor has it the same key.
    expect(certifyCa.verify(ca.publicKey)).to.equal(false)
    expect(certifyCa.publicKey.equals(ca.publicKey)).to.equal(false)
    expect(statSync(at('master.key')).size).to.equal(32)
    expect(readdirSync(directory).filter((name) => name.startsWith('.'))).to.deep.equal([])
  }

  before(async () => {
    base = realpathSync(mkdtempSync(join(tmpdir(), 'kmip-setup-')))
    rsa = await generatePrivateKey('RSA')
    complete = directory = join(base, 'complete')
    await run()
  })
  after(() => rmSync(base, { recursive: true }))
  beforeEach(() => {
    directory = join(base, `run-${count++}`)
  })
  const copy = (): void => {
    cpSync(complete, directory, { recursive: true, preserveTimestamps: true })
    chmodSync(directory, 0o700)
  }

  it('makes everything in an order in which each file needs only earlier ones', async () => {
    directory = join(directory, 'a', 'b')
    const result = await run()
    expect(made(result)).to.deep.equal(['', ...order])
    expect(result.notes).to.deep.equal([])
    expectWhole()
    expect(result.paths.masterKey).to.equal(at('master.key'))
    expect(result.paths.serverRsa).to.deep.equal({ cert: at('server-rsa.crt'), key: at('server-rsa.key') })
  })

  it('keeps keys and the directory to their owner', async () => {
    copy()
    for (const name of ['.', 'clients']) expect(statSync(join(complete, name)).mode & 0o777, name).to.equal(0o700)
    for (const name of files.filter((file) => file.endsWith('.key')))
      expect(statSync(join(complete, name)).mode & 0o777, name).to.equal(0o600)
    expect(readFileSync(at('server-ec.key'), 'latin1')).to.match(/^-----BEGIN PRIVATE KEY-----\n/)
  })

  it('issues what OpenSSL accepts, for every name', async () => {
    copy()
    rmSync(at('server-ec.crt'))
    await run({ serverNames: ['kms.internal', '192.0.2.7', '2001:db8::1', 'KMS.internal'] })
    const verify = (file: string, ...more: string[]): string =>
      execFileSync('openssl', ['verify', '-x509_strict', '-CAfile', at('ca.crt'), ...more, at(file)], {
        encoding: 'utf8',
      })
    for (const name of ['localhost', 'db1.example.com', 'kms.internal'])
      expect(verify('server-ec.crt', '-purpose', 'sslserver', '-verify_hostname', name)).to.match(/: OK\n$/)
    for (const address of ['127.0.0.1', '::1', '192.0.2.7', '2001:db8::1'])
      expect(verify('server-ec.crt', '-purpose', 'sslserver', '-verify_ip', address)).to.match(/: OK\n$/)
    expect(verify('server-rsa.crt', '-purpose', 'sslserver')).to.match(/: OK\n$/)
    expect(verify('clients/admin.crt', '-purpose', 'sslclient')).to.match(/: OK\n$/)
    expect(certificate('clients/admin.crt').subject).to.equal('CN=admin')
  })

  it('finds everything on a restart and changes nothing', async () => {
    copy()
    const before = snapshot()
    const result = await run({ now: later(700) })
    expect(result.created).to.deep.equal([])
    expect(result.notes).to.deep.equal([])
    expect(snapshot()).to.deep.equal(before)
  })

  describe('completes', () => {
    for (const [index, next] of order.entries()) {
      it(`a run that was cut short before ${next}`, async () => {
        mkdirSync(directory, { mode: 0o700 })
        for (const name of order.slice(0, index)) {
          if (name === 'clients') mkdirSync(at(name), { mode: 0o700 })
          else cpSync(join(complete, name), at(name), { preserveTimestamps: true })
        }
        const before = snapshot()
        const result = await run()
        expect(made(result)).to.deep.equal(order.slice(index))
        expect(result.notes).to.deep.equal([])
        expectWhole()
        expect(snapshot()).to.include(before)
      })
    }

    it('a run that fails at any of its steps', async () => {
      // Every file but `clients` needs a key or random bytes of its own: master key, then key and serial number five times.
      for (let broken = 1; broken <= 11; broken++) {
        directory = join(base, `run-${count++}`)
        let step = 0
        const orFail = <T>(value: T): T => {
          if (++step === broken) throw new Error(`step ${step}`)
          return value
        }
        const failing = {
          randomBytes: (size: number): Uint8Array => orFail(randomBytes(size)),
          newPrivateKey: async (keyType: KeyType): Promise<KeyObject> => orFail(await newKey(keyType)),
        }
        expect(await run(failing).catch((reason: Error) => reason.message)).to.equal(`step ${broken}`)
        const before = snapshot()
        expect(Object.keys(before)).to.deep.equal(files.slice(0, broken - 1))
        await run()
        expect(snapshot()).to.include(before)
        expectWhole()
      }
    })

    it('two runs at once: both come out with the same files', async () => {
      const results = await Promise.all([run(), run(), run()])
      expectWhole()
      expect(results.flatMap(made).sort()).to.deep.equal(['', ...order].sort())
    })
  })

  // Each pair of files that can be missing: the run makes them again, or says what to do and touches nothing.
  describe('with files missing', () => {
    const refused = (missing: string[]): RegExp | undefined => {
      const gone = (name: string): boolean => missing.includes(name)
      if (gone('ca.crt') && gone('ca.key')) return /ca\.crt and .*ca\.key are missing, but .* exists\. Restore/
      const issued = missing.filter((name) => /^(server|clients).*crt$/.test(name))
      const keys = missing.filter((name) => /^server.*key$/.test(name))
      if (gone('ca.key') && issued.length + keys.length) return /has to be issued, but .*ca\.key is missing/
      return undefined
    }
    for (const [index, first] of files.entries()) {
      it(first, async () => {
        for (const second of files.slice(index)) {
          directory = join(base, `run-${count++}`)
          copy()
          const missing = [...new Set([first, second])]
          remove(...missing)
          const before = snapshot()
          const words = refused(missing)
          if (words) {
            expect(await failure()).to.match(words)
            expect(contents()).to.include(
              Object.fromEntries(missing.filter((f) => f.startsWith('ca')).map((f) => [f, ''])),
            )
            expect(snapshot()).to.include(before)
          } else {
            const result = await run()
            // The keys of authorities and administrator may be kept elsewhere; a server cannot do without its own.
            const elsewhere = missing.filter(
              (name) =>
                name === 'ca.key' ||
                (name === 'clients/admin.key' && !missing.includes('clients/admin.crt')) ||
                (name === 'certify-ca.key' && !missing.includes('certify-ca.crt')),
            )
            const wanted = missing.filter((name) => !elsewhere.includes(name))
            expect(made(result).sort(), missing.join()).to.deep.equal(wanted.sort())
            const reissued = missing
              .filter((name) => /^server.*key$/.test(name))
              .map((name) => name.replace('.key', '.crt'))
            for (const name of reissued) delete before[name]
            expect(snapshot(), missing.join()).to.include(before)
            if (!elsewhere.length) expectWhole()
          }
        }
      })
    }

    it('no master key is made beside a store that was sealed with another', async () => {
      copy()
      remove('master.key')
      writeFileSync(at('store'), '', { mode: 0o600 })
      expect(await failure({ store: at('store') })).to.include('master.key is missing, but the store')
      expect(existsSync(at('master.key'))).to.equal(false)
      rmSync(at('store'))
      expect(made(await run({ store: at('store') }))).to.deep.equal(['master.key'])
    })
  })

  describe('renews server certificates', () => {
    it('30 days before their end, for the same key, by the same authority', async () => {
      copy()
      expect((await run({ now: later(825 - 31) })).notes.filter(({ kind }) => kind === 'renewed')).to.deep.equal([])
      const keys = [readFileSync(at('server-ec.key')), readFileSync(at('server-rsa.key'))]
      const { notes, created } = await run({ now: later(825 - 29) })
      expect(created).to.deep.equal([])
      expect(notes.map(({ kind, path }) => [kind, relative(directory, path)])).to.deep.equal([
        ['warning', 'clients/admin.crt'],
        ['renewed', 'server-ec.crt'],
        ['renewed', 'server-rsa.crt'],
      ])
      expect(notes[1]?.message).to.match(/server-ec\.crt was renewed: it ends on \d{4}-\d\d-\d\d\.$/)
      expect([readFileSync(at('server-ec.key')), readFileSync(at('server-rsa.key'))]).to.deep.equal(keys)
      expect(certificate('server-ec.crt').validToDate.getTime()).to.be.greaterThan(later(1600).getTime())
      expectWhole()
    })

    it('when a configured name is missing, and not when one is left out', async () => {
      copy()
      const names = ['kms.example.com', '192.0.2.7', '2001:db8:0:0::1']
      const { notes } = await run({ serverNames: names })
      expect(notes.map(({ message }) => message)).to.deep.equal(
        ['server-ec.crt', 'server-rsa.crt'].map((name) => `${at(name)} was renewed: it lacked ${names.join(', ')}.`),
      )
      expect((await run({ serverNames: ['2001:db8::1', 'KMS.example.com'] })).notes).to.deep.equal([])
      expect((await run()).notes).to.deep.equal([])
      expect((await run({ hostName: 'db2' })).notes).to.have.length(2)
      expectWhole()
    })

    it('not when there is nothing to gain: the authority ends as well, which is only warned about', async () => {
      copy()
      const { notes } = await run({ now: later(3653 - 100) })
      expect(notes.map(({ kind }) => kind)).to.deep.equal(['warning', 'warning', 'renewed', 'renewed', 'warning'])
      expect(notes[0]?.message).to.match(/The authority .* ends on .*: plan a new one/)
      expect(certificate('server-ec.crt').validToDate).to.deep.equal(certificate('ca.crt').validToDate)
      const again = await run({ now: later(3653 - 10) })
      expect(again.notes.filter(({ kind }) => kind === 'renewed')).to.deep.equal([])
      rmSync(at('server-ec.crt'))
      expect(await failure({ now: later(3660) })).to.match(/has to be issued, but the authority .* expired on/)
    })

    it('only says so while the key of the authority is elsewhere', async () => {
      copy()
      renameSync(at('ca.key'), join(base, 'kept.key'))
      expect((await run()).notes).to.deep.equal([])
      const { notes } = await run({ now: later(810), serverNames: ['kms'] })
      expect(notes.map(({ kind }) => kind)).to.deep.equal(['warning', 'warning', 'warning'])
      expect(notes[1]?.message).to.include('should be renewed (it ends on')
      expect(await failure({ now: later(830) })).to.include('ca.key is missing. Put it back.')
    })

    it('of another authority never: they are the operator’s', async () => {
      copy()
      const key = createPrivateKey(readFileSync(at('server-ec.key')))
      const other = createAuthority({ key: await generatePrivateKey('EC'), now, randomBytes })
      const names = ['kms.example.com']
      const foreign = issueServerCertificate(other, { key, now, randomBytes, names, days: 1 }).toString()
      writeFileSync(at('server-ec.crt'), foreign)
      const { notes } = await run()
      expect(notes.map(({ message }) => message)).to.deep.equal([
        `${at('server-ec.crt')} is not of the authority ${at('ca.crt')}: renew it yourself.`,
      ])
      expect(readFileSync(at('server-ec.crt'), 'utf8')).to.equal(foreign)
      remove('server-ec.key')
      expect(await failure()).to.include('its key is not in')
    })
  })

  describe('refuses', () => {
    it('a directory or key that others can get at, before it writes anything', async () => {
      mkdirSync(directory)
      chmodSync(directory, 0o755)
      expect(await failure()).to.equal(
        `The data directory ${directory} can be listed and entered by others (mode 755). Run: chmod 700 ${directory}`,
      )
      expect(readdirSync(directory)).to.deep.equal([])
      rmSync(directory, { recursive: true })
      copy()
      remove('server-ec.crt')
      for (const name of ['master.key', 'ca.key', 'server-ec.key', 'server-rsa.key', 'clients/admin.key']) {
        chmodSync(at(name), 0o644)
        expect(await failure()).to.include(`${at(name)} can be read by others (mode 644). Run: chmod 600 ${at(name)}`)
        chmodSync(at(name), 0o600)
      }
      expect(existsSync(at('server-ec.crt'))).to.equal(false)
    })

    it('a store that others can get at', async () => {
      copy()
      for (const name of ['store.db', 'store.db-wal', 'store.db-shm']) {
        writeFileSync(at(name), '', { mode: 0o600 })
        chmodSync(at(name), 0o640)
        expect(await failure({ store: at('store.db') })).to.equal(
          `The store ${at(name)} can be read by its group (mode 640). Run: chmod 600 ${at(name)}`,
        )
        chmodSync(at(name), 0o600)
      }
      await run({ store: at('store.db') })
    })

    it('files that are damaged or do not belong together, without showing them', async () => {
      copy()
      writeFileSync(at('master.key'), 'short and secret')
      expect(await failure())
        .to.match(/has 16 bytes instead of 32/)
        .and.not.match(/secret/)
      cpSync(join(complete, 'master.key'), at('master.key'))
      writeFileSync(at('ca.key'), '-----BEGIN PRIVATE KEY-----\nsecret\n')
      expect(await failure())
        .to.match(/ca\.key does not hold a private key in PEM/)
        .and.not.match(/secret/)
      cpSync(join(complete, 'server-ec.key'), at('ca.key'))
      expect(await failure()).to.include('do not belong together')
      cpSync(join(complete, 'ca.key'), at('ca.key'))
      cpSync(join(complete, 'clients/admin.crt'), at('ca.crt'))
      expect(await failure()).to.include('ca.crt is not the certificate of an authority')
    })

    it('a server name that no certificate can carry; a host name like that is left out', async () => {
      expect(await failure({ serverNames: ['a b'] })).to.include('"a b" is neither a DNS name')
      expect(existsSync(directory)).to.equal(false)
      copy()
      expect((await run({ hostName: 'the server' })).notes).to.deep.equal([])
      await run({ hostName: 'bücher.example' })
      expect(certificate('server-ec.crt').checkHost('xn--bcher-kva.example')).to.equal('xn--bcher-kva.example')
    })
  })

  it('makes no certificates that the configuration brings itself', async () => {
    expect(
      made(await run({ serverCertificates: false, clientCertificates: false, certifyAuthority: false })),
    ).to.deep.equal(['', 'master.key'])
    expect(made(await run({ serverCertificates: false, certifyAuthority: false }))).to.deep.equal(order.slice(1, 6))
    directory = join(base, `run-${count++}`)
    const servers = ['master.key', 'ca.key', 'ca.crt', ...order.slice(6)]
    expect(made(await run({ clientCertificates: false }))).to.deep.equal(['', ...servers])
  })
})
