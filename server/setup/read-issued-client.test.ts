import { chmodSync, cpSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { addClient } from './add-client.ts'
import { readIssuedClient } from './read-issued-client.ts'
import { revokeClient } from './revoke-client.ts'
import { setUp } from './set-up.ts'
import { SetUpError } from './set-up-error.ts'

describe('readIssuedClient', () => {
  const now = new Date()
  const days = 90
  const later = new Date(now.getTime() + (days + 1) * 86_400_000)
  let base: string
  let directory: string
  let out: string
  let count = 0

  before(async () => {
    base = realpathSync(mkdtempSync(join(tmpdir(), 'kmip-issued-')))
    await setUp({ directory: join(base, 'prepared'), hostName: 'db1', now, serverCertificates: false })
  })
  after(() => rmSync(base, { recursive: true }))
  beforeEach(() => {
    directory = join(base, `run-${count}`)
    out = join(base, `out-${count++}`)
    cpSync(join(base, 'prepared'), directory, { recursive: true })
    chmodSync(directory, 0o700)
  })

  const add = (name: string, more = {}) => addClient({ directory, name, keyType: 'EC', days, now, ...more })
  const readFailure = async (more = {}): Promise<string> => {
    const error = await readIssuedClient({ directory, name: 'a', out, now, ...more }).catch((reason: unknown) => reason)
    expect(error).to.be.instanceOf(SetUpError)
    return (error as Error).message
  }

  it('finds what was issued, here and elsewhere', async () => {
    expect(await readIssuedClient({ directory, name: 'a', out, now })).to.equal(undefined)
    const elsewhere = await add('a', { out })
    expect(await readIssuedClient({ directory, name: 'a', out, now })).to.deep.equal(elsewhere)
    const here = await add('b')
    expect(await readIssuedClient({ directory, name: 'b', now })).to.deep.equal(here)
  })

  it('says where a client has no files, and that it can be renewed', async () => {
    await add('a')
    expect(await readFailure())
      .to.include(`${join(out, 'a.crt')} does not`)
      .and.include('--out')
      .and.include('--replace')
    await add('a', { out, replace: { overlap: 0 } })
    rmSync(join(out, 'a.key'))
    expect(await readFailure()).to.include(`${join(out, 'a.key')} does not`)
  })

  it('refuses certificates that no server takes', async () => {
    const { cert } = await add('a', { out })
    expect(await readFailure({ now: later })).to.include(`${cert} expired on`)
    await revokeClient({ directory, which: { certificate: cert }, now })
    expect(await readFailure()).to.include('the certificate of CN=a is revoked')
    writeFileSync(cert, 'another certificate')
    expect(await readFailure()).to.include(`${cert} is not its last certificate`)
  })
})
