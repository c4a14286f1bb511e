import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { type CertificateKeeper, keepCertificates, readTlsFiles, type TlsFiles } from './certificate-keeper.ts'
import { createAuthority, generatePrivateKey } from './pki/authority.ts'
import type { Note } from './setup/note.ts'
import { toKeyPairPaths } from './setup/set-up-paths.ts'
import type { Transport } from './transport/listen.ts'

describe('the keeper of certificates', () => {
  let folder: string
  let keeper: CertificateKeeper
  let renewed: TlsFiles[]
  let looks: number
  let faults: unknown[]
  let notes: Note[]
  let renew: () => Promise<Note[]>
  let refuses: boolean
  let revoked: string[]
  let clock: Date
  const at = (name: string): string => join(folder, name)

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'kmip-keeper-'))
    clock = new Date('2026-01-02T03:04:05Z')
    ;[renewed, looks, faults, notes, refuses, revoked] = [[], 0, [], [], false, []]
    for (const name of ['ca', 'certify']) {
      const key = await generatePrivateKey('EC')
      writeFileSync(at(`${name}.crt`), createAuthority({ key, now: new Date(), randomBytes }).certificate.toString())
      writeFileSync(at(`${name}.key`), key.export({ type: 'pkcs8', format: 'pem' }))
    }
    writeFileSync(at('server.crt'), 'certificate 1')
    writeFileSync(at('server.key'), 'key 1')
    renew = async () => []
    const paths = { pairs: [toKeyPairPaths(folder, 'server')], clientCa: at('ca.crt') }
    const transport: Pick<Transport, 'renew' | 'recheckClients'> = {
      renew(files) {
        if (refuses) throw new Error('no certificate')
        renewed.push(files as TlsFiles)
      },
      recheckClients: () => void looks++,
    }
    keeper = keepCertificates({
      paths,
      files: await readTlsFiles(paths),
      transports: [transport as Transport],
      certify: toKeyPairPaths(folder, 'certify'),
      revoked: at('revoked.json'),
      renew: () => renew(),
      noted: (note) => notes.push(note),
      now: () => clock,
      fault: (error) => faults.push(error),
      onRevocation: (names) => revoked.push(...names),
    })
  })
  afterEach(() => {
    keeper.close()
    rmSync(folder, { recursive: true })
  })

  it('takes what was exchanged, once, and says so', async () => {
    await keeper.reload()
    expect(renewed).to.deep.equal([])
    writeFileSync(at('server.crt'), 'certificate 2')
    await Promise.all([keeper.reload(), keeper.reload()])
    expect(renewed.map(({ certificates }) => String(certificates[0]?.cert))).to.deep.equal(['certificate 2'])
    expect(notes.map(({ kind }) => kind)).to.deep.equal(['renewed'])
    expect(faults).to.deep.equal([])
  })

  it('goes on with what it has when files are missing, no good, or renewing fails; and takes good ones later', async () => {
    rmSync(at('server.key'))
    await keeper.reload()
    expect(faults).to.have.length(1)
    writeFileSync(at('server.key'), 'key 2')
    refuses = true
    await keeper.reload()
    expect(faults).to.have.length(2)
    refuses = false
    renew = () => Promise.reject(new Error('the authority is gone'))
    await keeper.reload()
    expect(faults).to.have.length(3)
    expect(renewed.map(({ certificates }) => String(certificates[0]?.key))).to.deep.equal(['key 2'])
  })

  it('takes no authority of clients that Certify signs with', async () => {
    rmSync(at('ca.crt'))
    writeFileSync(at('ca.crt'), (await readTlsFiles({ pairs: [], clientCa: at('certify.crt') })).clientCa)
    await keeper.reload()
    expect(renewed).to.deep.equal([])
    expect(String(faults[0])).to.include('every client could certify itself as any other')
  })

  it('looks at all connections again when the list of revoked clients changes', async () => {
    // The keeper reads the list once when it starts.
    await sleep(50)
    const revocation = { revoked: '2026-01-02T03:04:05Z' }
    const clients = [{ name: 'left', ...revocation, except: [] }]
    const certificates = [{ fingerprint: 'AB', subject: 'CN=x', ...revocation }]
    await keeper.recheck()
    writeFileSync(at('revoked.json'), JSON.stringify({ clients, certificates }))
    for (let tries = 0; revoked.length === 0 && tries < 50; tries++) await sleep(100)
    expect(looks).to.be.above(0)
    expect(revoked).to.deep.equal(['left', 'CN=x'])
    expect(faults).to.deep.equal([])
    writeFileSync(at('revoked.json'), '{}')
    for (let tries = 0; faults.length === 0 && tries < 50; tries++) await sleep(100)
    expect(String(faults[0])).to.include('is not a list of revoked clients')
  })

  it('looks at them again when a replaced certificate ends, though no file changes', async () => {
    const replaced = { serialNumber: '0A', notAfter: '2027-01-01T00:00:00Z' }
    const old = { fingerprint: 'AB', subject: 'CN=x', revoked: '2026-01-03T00:00:00Z', replaced }
    writeFileSync(at('revoked.json'), JSON.stringify({ clients: [], certificates: [old] }))
    for (let tries = 0; looks === 0 && tries < 50; tries++) await sleep(100)
    expect(revoked).to.deep.equal([])
    const before = looks
    clock = new Date('2026-01-03T00:00:00Z')
    for (let tries = 0; revoked.length === 0 && tries < 50; tries++) await sleep(100)
    expect(revoked).to.deep.equal(['CN=x (replaced certificate, serial number 0A)'])
    expect(looks).to.equal(before + 1)
    expect(faults).to.deep.equal([])
  })
})
