import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { createAuthority, generatePrivateKey } from '../pki/authority.ts'
import { readCertifyAuthority } from './read-certify-authority.ts'
import { SetUpError } from './set-up-error.ts'
import { toKeyPairPaths } from './set-up-paths.ts'

describe('the authority for Certify', () => {
  let folder: string
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'kmip-certify-'))
    for (const name of ['clients', 'own']) {
      const key = await generatePrivateKey('EC')
      const { certificate } = createAuthority({ key, now: new Date(), randomBytes })
      writeFileSync(join(folder, `${name}.crt`), certificate.toString())
      writeFileSync(join(folder, `${name}.key`), key.export({ type: 'pkcs8', format: 'pem' }))
    }
    const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' })
    // A company's root, and an authority below it.
    openssl(
      'req',
      '-x509',
      '-new',
      '-nodes',
      '-newkey',
      'rsa:2048',
      '-keyout',
      'root.key',
      '-out',
      'root.crt',
      '-subj',
      '/CN=root',
    )
    openssl(
      'req',
      '-new',
      '-nodes',
      '-newkey',
      'rsa:2048',
      '-keyout',
      'below.key',
      '-out',
      'r.pem',
      '-subj',
      '/CN=below',
    )
    writeFileSync(join(folder, 'e.cnf'), 'basicConstraints=critical,CA:TRUE\nkeyUsage=keyCertSign\n')
    openssl(
      'x509',
      '-req',
      '-in',
      'r.pem',
      '-CA',
      'root.crt',
      '-CAkey',
      'root.key',
      '-extfile',
      'e.cnf',
      '-out',
      'below.crt',
    )
  })
  after(() => rmSync(folder, { recursive: true }))

  const pem = (...names: string[]) => Buffer.concat(names.map((name) => readFileSync(join(folder, `${name}.crt`))))
  const read = (name: string, ...clientCa: string[]) =>
    readCertifyAuthority(toKeyPairPaths(folder, name), pem(...clientCa))
  const refused = async (name: string, ...clientCa: string[]): Promise<string> => {
    const error = await read(name, ...clientCa).catch((reason: unknown) => reason)
    expect(error, name).to.be.instanceOf(SetUpError)
    return (error as Error).message
  }

  it('is read, with its key', async () => {
    const authority = await read('own', 'clients')
    expect(authority?.certificate.checkPrivateKey(authority.privateKey)).to.equal(true)
    expect((await read('below', 'clients'))?.certificate.subject).to.equal('CN=below')
  })

  it('is refused when clients could certify themselves as others', async () => {
    expect(await refused('own', 'clients', 'own')).to.include('certify itself as any other')
    expect(await refused('below', 'root')).to.include('is trusted for client certificates')
    expect(await refused('root', 'root')).to.include('certify itself as any other')
  })

  it('is refused when it is missing or no authority; without its key nothing is certified', async () => {
    expect(await refused('none', 'clients')).to.include('There is no authority for Certify')
    rmSync(join(folder, 'below.key'))
    expect(await read('below', 'clients')).to.equal(undefined)
  })
})
