import { execFileSync } from 'node:child_process'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { generatePrivateKey } from '../pki/authority.ts'
import { type AddClientOptions, type AddedClient, addClient, type SaveClientOptions, saveClient } from './add-client.ts'
import { setUp } from './set-up.ts'
import { SetUpError } from './set-up-error.ts'

describe('addClient', () => {
  const now = new Date()
  let base: string
  let prepared: string
  let directory: string
  let count = 0

  const add = (name: string, more: Partial<AddClientOptions> = {}): Promise<AddedClient> =>
    addClient({ directory, name, keyType: 'EC', days: 90, now, ...more })
  const failure = async (name: string, more: Partial<AddClientOptions> = {}): Promise<string> => {
    const error = await add(name, more).catch((reason: unknown) => reason)
    expect(error).to.be.instanceOf(SetUpError)
    return (error as Error).message
  }
  const read = (path: string): X509Certificate => new X509Certificate(readFileSync(path))

  before(async () => {
    base = realpathSync(mkdtempSync(join(tmpdir(), 'kmip-client-')))
    prepared = join(base, 'prepared')
    await setUp({ directory: prepared, hostName: 'db1', now, serverCertificates: false })
  })
  after(() => rmSync(base, { recursive: true }))
  beforeEach(() => {
    directory = join(base, `run-${count++}`)
    cpSync(prepared, directory, { recursive: true })
    chmodSync(directory, 0o700)
  })

  it('issues into the data directory', async () => {
    const { cert, key, ca, notAfter } = await add('postgres')
    expect([cert, key]).to.deep.equal(['crt', 'key'].map((end) => join(directory, 'clients', `postgres.${end}`)))
    expect(ca).to.equal(join(directory, 'ca.crt'))
    expect(readdirSync(join(directory, 'clients'))).to.have.members([
      'admin.crt',
      'admin.key',
      'postgres.crt',
      'postgres.key',
    ])
    expect(statSync(key).mode & 0o777).to.equal(0o600)
    const certificate = read(cert)
    expect(certificate.subject).to.equal('CN=postgres')
    expect(certificate.checkPrivateKey(createPrivateKey(readFileSync(key)))).to.equal(true)
    expect(certificate.validToDate).to.deep.equal(notAfter)
    expect(notAfter.getTime() - now.getTime()).to.be.within(89.9 * 86_400_000, 90 * 86_400_000)
    const args = ['verify', '-x509_strict', '-CAfile', ca, '-purpose', 'sslclient', cert]
    expect(execFileSync('openssl', args, { encoding: 'utf8' })).to.equal(`${cert}: OK\n`)
  })

  it('issues elsewhere, with the authority beside it and the certificate, not the key, at home', async () => {
    const out = join(base, `out-${count}`, 'new')
    const { cert, key, ca } = await add('mongo@db2', { out })
    expect(readdirSync(out)).to.have.members(['ca.crt', 'mongo@db2.crt', 'mongo@db2.key'])
    expect([cert, key, ca]).to.deep.equal(['mongo@db2.crt', 'mongo@db2.key', 'ca.crt'].map((name) => join(out, name)))
    expect(readFileSync(ca)).to.deep.equal(readFileSync(join(directory, 'ca.crt')))
    expect(statSync(key).mode & 0o777).to.equal(0o600)
    expect(readFileSync(join(directory, 'clients', 'mongo@db2.crt'))).to.deep.equal(readFileSync(cert))
    expect(existsSync(join(directory, 'clients', 'mongo@db2.key'))).to.equal(false)
    // A second client may live in the same place.
    await add('other', { out })
    expect(readdirSync(out)).to.have.length(5)
  })

  it('makes RSA keys on demand', async () => {
    const key = await generatePrivateKey('RSA')
    const newKey = async (keyType: string) => (keyType === 'RSA' ? key : generatePrivateKey('EC'))
    const { cert } = await add('old-client', { keyType: 'RSA', newPrivateKey: newKey })
    expect(read(cert).publicKey.asymmetricKeyDetails?.modulusLength).to.equal(3072)
    expect(read(cert).checkPrivateKey(key)).to.equal(true)
  })

  it('refuses a name that is taken, wherever the files would go', async () => {
    const { cert } = await add('postgres')
    const before = readFileSync(cert)
    expect(await failure('postgres')).to.include('A client "postgres" already exists')
    const out = join(base, `out-${count}`)
    expect(await failure('admin', { out })).to.include(join(directory, 'clients', 'admin.crt'))
    expect(existsSync(out)).to.equal(false)
    expect(readFileSync(cert)).to.deep.equal(before)

    await add('postgres', { replace: { overlap: 0 } })
    expect(readFileSync(cert)).not.to.deep.equal(before)
    expect(read(cert).checkPrivateKey(createPrivateKey(readFileSync(cert.replace('.crt', '.key'))))).to.equal(true)
  })

  it('refuses files in the way elsewhere, unless they are to be replaced', async () => {
    const out = join(base, `out-${count}`)
    mkdirSync(out)
    writeFileSync(join(out, 'ca.crt'), 'another authority')
    expect(await failure('a', { out })).to.include('is the certificate of another authority')
    rmSync(join(out, 'ca.crt'))
    writeFileSync(join(out, 'a.key'), 'precious')
    expect(await failure('a', { out }))
      .to.include(join(out, 'a.key'))
      .and.not.include('precious')
    expect(readdirSync(out)).to.deep.equal(['a.key'])
    expect(existsSync(join(directory, 'clients', 'a.crt'))).to.equal(false)
    const { cert, key } = await add('a', { out, replace: { overlap: 0 } })
    expect(read(cert).checkPrivateKey(createPrivateKey(readFileSync(key)))).to.equal(true)
    expect(statSync(key).mode & 0o777).to.equal(0o600)
  })

  it('renews in place: owner, group and mode of the files stay', async () => {
    const out = join(base, `out-${count}`)
    const { key, cert } = await add('a', { out, keyMode: 0o400 })
    expect(statSync(key).mode & 0o777).to.equal(0o400)
    expect(statSync(out).mode & 0o777, 'another user reads the files').to.equal(0o755)
    chmodSync(key, 0o440)
    const isRoot = process.getuid?.() === 0
    if (isRoot) chownSync(key, 65_534, 65_533)
    await add('a', { out, replace: { overlap: 0 } })
    expect(statSync(key).mode & 0o777).to.equal(0o440)
    if (isRoot) expect(statSync(key)).to.include({ uid: 65_534, gid: 65_533 })
    expect(read(cert).checkPrivateKey(createPrivateKey(readFileSync(key)))).to.equal(true)
  })

  it('writes nothing through a symbolic link', async () => {
    const out = join(base, `out-${count}`)
    mkdirSync(out)
    symlinkSync(join(base, `nowhere-${count}`), join(out, 'ca.crt'))
    expect(await failure('a', { out })).to.include('ca.crt is a symbolic link')
    expect(existsSync(join(directory, 'clients', 'a.crt'))).to.equal(false)
  })

  it('says what to do when an issued certificate cannot be written', async () => {
    const out = join(base, `out-${count}`)
    const refuse = async (): Promise<never> => {
      throw new SetUpError('no')
    }
    const save = async (issue: SaveClientOptions['issue']): Promise<string> =>
      String(await saveClient({ directory, name: 'a', keyType: 'EC', out, issue }).catch((error: unknown) => error))
    expect(await save(refuse)).to.equal('SetUpError: no')
    expect(existsSync(out)).to.equal(false)
    const other = await add('b')
    const issue = async () => {
      writeFileSync(out, 'a file in the way')
      return { certificate: readFileSync(other.cert, 'utf8'), authority: '', notAfter: now }
    }
    expect(await save(issue)).to.match(/^SetUpError: The certificate was issued, but .* \(--replace\)/)
  })

  it('renews nothing through a symbolic link', async () => {
    const out = join(base, `out-${count}`)
    const { key, cert } = await add('a', { out })
    const before = readFileSync(key)
    const precious = join(base, `precious-${count}`)
    writeFileSync(precious, 'precious')
    rmSync(cert)
    symlinkSync(precious, cert)
    expect(await failure('a', { out, replace: { overlap: 0 } })).to.include(`${cert} is a symbolic link`)
    expect(readFileSync(precious, 'utf8')).to.equal('precious')
    expect(readFileSync(key), 'key and certificate belong together').to.deep.equal(before)
  })

  it('lets one of two runs at once have a name', async () => {
    const runs = await Promise.allSettled(
      [1, 2, 3].map((run) => add('same', { out: join(base, `out-${count}-${run}`) })),
    )
    expect(runs.filter(({ status }) => status === 'fulfilled')).to.have.length(1)
  })

  it('takes names that are safe in a path and a certificate, and no others', async () => {
    for (const name of ['a', '_', 'A.b-c_d@e', '9', 'x'.repeat(64)])
      expect(read((await add(name)).cert).subject).to.equal(`CN=${name}`)
    for (const name of ['', '.', '..', '.a', '-a', 'a/b', '../a', 'a b', 'a\n', 'é', 'a\0', 'x'.repeat(65)])
      expect(await failure(name), JSON.stringify(name)).to.include('cannot be the name of a client')
    for (const days of [0, -1, 1.5, Number.NaN]) expect(await failure('b', { days })).to.include('whole number of days')
  })

  it('says what is missing', async () => {
    rmSync(join(directory, 'ca.key'))
    expect(await failure('a')).to.include('ca.key is missing. Put it back.')
    rmSync(join(directory, 'ca.crt'))
    expect(await failure('a')).to.include(`There is no authority in ${directory}`)
    expect(await failure('a', { directory: join(base, 'nowhere') })).to.include('There is no authority in')
    expect(existsSync(join(base, 'nowhere'))).to.equal(false)
  })

  it('does not use a key that others can read', async () => {
    chmodSync(join(directory, 'ca.key'), 0o640)
    expect(await failure('a')).to.include('can be read by its group (mode 640)')
  })
})
