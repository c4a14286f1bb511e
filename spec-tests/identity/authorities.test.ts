import { execFileSync, spawn } from 'node:child_process'
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect } from 'chai'
import { kmip } from '../../cli/testing/run-kmip.ts'
import { connect } from '../../client/index.ts'
import { type Serving, serve } from '../../server/index.ts'
import { type Authority, createAuthority, issueClientCertificate } from '../../server/pki/authority.ts'

interface Credential {
  readonly cert: string
  readonly key: string
}

/** The same name from two authorities is two principals, until the configuration says otherwise. */
describe('authorities of clients', function () {
  this.timeout(30_000)
  let directory: string
  let running: Serving | undefined
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'kmip-authorities-'))
    chmodSync(directory, 0o700)
  })
  afterEach(async () => {
    await running?.close()
    rmSync(directory, { recursive: true })
  })

  const at = (name: string): string => join(directory, name)
  const createKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
  const createRoot = (): Authority => createAuthority({ key: createKey(), now: new Date(), randomBytes })
  const toPem = ({ certificate }: Authority): string => certificate.toString()
  const issue = (authority: Authority, commonName = 'app'): Credential => {
    const key = createKey()
    const cert = issueClientCertificate(authority, { commonName, days: 1, key, now: new Date(), randomBytes })
    return { cert: cert.toString(), key: String(key.export({ type: 'pkcs8', format: 'pem' })) }
  }
  const restart = async (identity: object = {}): Promise<Serving> => {
    await running?.close()
    running = await serve({
      environment: {},
      flags: {
        ...{ port: 0, dataDirectory: at('data'), log: { level: 'error' }, tls: { clientCa: at('clients.pem') } },
        identity,
      },
    })
    return running
  }
  const createKeyAs = async ({ port }: Serving, credential: Credential): Promise<string> => {
    await using client = await connect({
      ...{ host: 'localhost', port, ca: readFileSync(at('data/ca.crt')), retries: 0, ...credential },
    })
    const attributes = { cryptographicAlgorithm: 'AES', cryptographicLength: 128, cryptographicUsageMask: ['Encrypt'] }
    return String((await client.create({ objectType: 'SymmetricKey', attributes } as never)).uniqueIdentifier)
  }
  const isOwner = async ({ port }: Serving, credential: Credential, uniqueIdentifier: string): Promise<boolean> => {
    await using client = await connect({ host: 'localhost', port, ca: readFileSync(at('data/ca.crt')), ...credential })
    return client.get({ uniqueIdentifier }).then(
      () => true,
      () => false,
    )
  }
  const isRefused = (serving: Serving, credential: Credential): Promise<boolean> =>
    createKeyAs(serving, credential).then(
      () => false,
      () => true,
    )
  const explain = async (credential: Credential, configuration: string) => {
    writeFileSync(at('client.pem'), credential.cert)
    writeFileSync(at('kmip.toml'), `dataDirectory = "data"\ntls.clientCa = "clients.pem"\n${configuration}`)
    const { code, stdout, stderr } = await kmip([
      'identity',
      'explain',
      at('client.pem'),
      '--config',
      at('kmip.toml'),
      '--json',
    ])
    return { code, stderr, ...(stdout && JSON.parse(stdout)) }
  }

  it('a second authority is nobody until it has a prefix or is declared the same', async () => {
    const [first, second] = [createRoot(), createRoot()]
    const [own, theirs] = [issue(first), issue(second)]
    writeFileSync(at('clients.pem'), toPem(first))
    const owned = await createKeyAs(await restart(), own)

    // In front of the first, as if it were the first.
    writeFileSync(at('clients.pem'), toPem(second) + toPem(first))
    let serving = await restart()
    expect(serving.setUp.notes.map(({ message }) => message).join()).to.include(
      `${second.certificate.subject} (SHA-256 ${second.certificate.fingerprint256}) are refused`,
    )
    expect(await isRefused(serving, theirs)).to.equal(true)
    expect(await isOwner(serving, own, owned)).to.equal(true)
    const refused = await explain(theirs, '')
    expect(refused.code).to.equal(5)
    expect(refused.stderr).to.include('[[identity.authorities]]')

    writeFileSync(at('second.pem'), toPem(second))
    serving = await restart({ authorities: [{ certificate: at('second.pem'), prefix: 'partner' }] })
    expect(await isOwner(serving, theirs, owned)).to.equal(false)
    expect(await isOwner(serving, theirs, await createKeyAs(serving, theirs))).to.equal(true)
    const table = '[[identity.authorities]]\ncertificate = "second.pem"\nprefix = '
    expect(await explain(theirs, `${table}"partner"`)).to.include({ code: 0, principal: 'partner:CN=app' })

    serving = await restart({ authorities: [{ certificate: at('second.pem'), prefix: '' }] })
    expect(await isOwner(serving, theirs, owned)).to.equal(true)
    expect(await explain(theirs, `${table}""`)).to.include({ code: 0, principal: 'CN=app' })
  })

  it('an authority that replaces the first one does not inherit its names', async () => {
    const [first, second] = [createRoot(), createRoot()]
    writeFileSync(at('clients.pem'), toPem(first))
    const owned = await createKeyAs(await restart(), issue(first))
    writeFileSync(at('clients.pem'), toPem(second))
    const serving = await restart()
    expect(await isRefused(serving, issue(second))).to.equal(true)
    // Roll-over: the new generation is declared the same.
    writeFileSync(at('second.pem'), toPem(second))
    const rolled = await restart({ authorities: [{ certificate: at('second.pem'), prefix: '' }] })
    expect(await isOwner(rolled, issue(second), owned)).to.equal(true)
  })

  it('clients of intermediate authorities are named, also when their session resumes', async () => {
    const openssl = (...args: string[]): void => void execFileSync('openssl', args, { cwd: directory, stdio: 'pipe' })
    const extensions = (name: string, lines: string): string[] => {
      writeFileSync(at(`${name}.ext`), lines)
      return ['-extfile', `${name}.ext`]
    }
    const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
    openssl('req', '-x509', ...newKey, '-subj', '/CN=root', '-keyout', 'root.key', '-out', 'root.crt')
    for (const [name, by, lines] of [
      ['between', 'root', 'basicConstraints=critical,CA:TRUE\nkeyUsage=keyCertSign\n'],
      ['app', 'between', 'extendedKeyUsage=clientAuth\n'],
    ] as const) {
      openssl('req', '-new', ...newKey, '-subj', `/CN=${name}`, '-keyout', `${name}.key`, '-out', `${name}.csr`)
      const signer = ['-CA', `${by}.crt`, '-CAkey', `${by}.key`, '-CAcreateserial']
      openssl('x509', '-req', '-in', `${name}.csr`, ...signer, ...extensions(name, lines), '-out', `${name}.crt`)
    }
    writeFileSync(at('clients.pem'), readFileSync(at('root.crt')))
    const serving = await restart()
    const chain = String(readFileSync(at('app.crt'))) + String(readFileSync(at('between.crt')))
    const credential = { cert: chain, key: String(readFileSync(at('app.key'))) }
    const owned = await createKeyAs(serving, credential)
    expect(await isOwner(serving, credential, owned)).to.equal(true)
    expect(await explain(credential, '')).to.include({ code: 0, principal: 'CN=app' })
    for (const protocol of ['-tls1_2', '-tls1_3']) {
      /** Not synchronous: the server is in this process. */
      const connectAgain = async (...args: string[]): Promise<string> => {
        const child = spawn(
          'openssl',
          [
            ...['s_client', protocol, '-connect', `localhost:${serving.port}`, '-cert', 'app.crt', '-key', 'app.key'],
            ...['-cert_chain', 'between.crt', ...args],
          ],
          { cwd: directory, stdio: ['pipe', 'pipe', 'ignore'] },
        )
        // A ticket of TLS 1.3 comes after the handshake.
        setTimeout(() => child.stdin.end(), 1000)
        return text(child.stdout)
      }
      await connectAgain('-sess_out', 'session')
      expect(await connectAgain('-sess_in', 'session'), protocol).to.include('Reused')
    }
  })
})
