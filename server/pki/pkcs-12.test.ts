import { execFileSync } from 'node:child_process'
import { createPrivateKey, createPublicKey, randomBytes, X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import fc from 'fast-check'
import { KmipError } from '../../codec/index.ts'
import { createSerialQueue } from '../../concurrency/serial-queue.ts'
import { createPkcs12Reader } from './pkcs-12-reader.ts'
import type { Pkcs12ReadRequest } from './pkcs-12-worker.ts'
import { writePkcs12 } from './pkcs-12-writer.ts'

const kinds: Readonly<Record<string, string[]>> = {
  RSA: ['rsa:2048'],
  EC: ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'],
  Ed25519: ['ed25519'],
}

describe('PKCS#12, with OpenSSL on the other side', () => {
  let folder: string
  const read = createPkcs12Reader(createSerialQueue())
  const openssl = (...args: string[]): string =>
    execFileSync('openssl', args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' })
  const file = (name: string): Buffer => readFileSync(join(folder, name))
  const der = (name: string): Uint8Array => Uint8Array.from(new X509Certificate(file(name)).raw)
  const failure = async (question: Pkcs12ReadRequest, reader = read): Promise<string> => {
    try {
      await reader(question)
      return 'read'
    } catch (error) {
      if (error instanceof KmipError) return error.reason
      throw error
    }
  }

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'kmip-pkcs12-'))
    openssl(
      'req',
      '-x509',
      '-nodes',
      '-newkey',
      ...(kinds.EC ?? []),
      '-keyout',
      'ca.key',
      '-out',
      'ca.crt',
      '-subj',
      '/CN=ca',
    )
    for (const [name, newkey] of Object.entries(kinds)) {
      openssl(
        'req',
        '-new',
        '-nodes',
        '-newkey',
        ...newkey,
        '-keyout',
        `${name}.key`,
        '-out',
        'r',
        '-subj',
        `/CN=${name}`,
      )
      openssl('x509', '-req', '-in', 'r', '-CA', 'ca.crt', '-CAkey', 'ca.key', '-out', `${name}.crt`)
    }
  })
  after(() => rmSync(folder, { recursive: true }))

  for (const name of Object.keys(kinds)) {
    it(`OpenSSL reads what is written with a key of ${name}, and we read it too`, async () => {
      const privateKey = createPrivateKey(file(`${name}.key`))
      const certificates = [der(`${name}.crt`), der('ca.crt')]
      for (const password of ['password', 'pässwörd']) {
        const content = { privateKey, certificates, friendlyName: 'my key', password, randomBytes }
        const container = await writePkcs12(content)
        writeFileSync(join(folder, 'c.p12'), container)
        const shown = openssl('pkcs12', '-in', 'c.p12', '-nodes', '-passin', `pass:${password}`, '-info')
        expect(createPrivateKey(shown.slice(shown.indexOf('-----BEGIN PRIVATE KEY'))).equals(privateKey)).to.equal(true)
        expect(shown.match(/BEGIN CERTIFICATE/g)).to.have.length(2)
        expect(shown)
          .to.include(`subject=CN = ${name}`)
          .and.include('subject=CN = ca')
          .and.include('friendlyName: my key')
        expect(() => openssl('pkcs12', '-in', 'c.p12', '-nodes', '-passin', 'pass:other')).to.throw()
        const again = await read({ container, password })
        expect(again.privateKey.equals(privateKey)).to.equal(true)
        expect(again.friendlyName).to.equal('my key')
        expect(again.chain).to.deep.equal(certificates)
      }
    })

    it(`what OpenSSL writes with a key of ${name} is read: as it does today, and as it used to`, async () => {
      const ways = [
        [],
        ['-legacy'],
        ['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES', '-macalg', 'sha1'],
        ['-macalg', 'sha512'],
      ]
      for (const how of ways) {
        const named = ['-name', 'alias', '-passout', 'pass:secret', '-out', 'o.p12']
        openssl(
          'pkcs12',
          '-export',
          '-inkey',
          `${name}.key`,
          '-in',
          `${name}.crt`,
          '-certfile',
          'ca.crt',
          ...named,
          ...how,
        )
        const { privateKey, friendlyName, chain } = await read({ container: file('o.p12'), password: 'secret' })
        expect(
          createPublicKey(privateKey).equals(new X509Certificate(file(`${name}.crt`)).publicKey),
          how.join(' '),
        ).to.equal(true)
        expect(friendlyName).to.equal('alias')
        expect(chain).to.deep.equal([der(`${name}.crt`), der('ca.crt')])
      }
      expect(await failure({ container: file('o.p12'), password: 'wrong' })).to.equal('BadPassword')
      expect(await failure({ container: file('o.p12'), password: 'secret', friendlyName: 'ALIAS' })).to.equal('read')
      expect(await failure({ container: file('o.p12'), password: 'secret', friendlyName: 'other' })).to.equal(
        'InvalidField',
      )
    })
  }

  it('whatever bytes come are refused', async function () {
    this.timeout(60_000)
    openssl('pkcs12', '-export', '-inkey', 'EC.key', '-in', 'EC.crt', '-passout', 'pass:secret', '-out', 'o.p12')
    const container = file('o.p12')
    const position = fc.nat({ max: container.length - 1 })
    await fc.assert(
      fc.asyncProperty(position, fc.integer({ min: 1, max: 255 }), fc.boolean(), async (at, bit, cut) => {
        const changed = Buffer.from(cut ? container.subarray(0, at) : container)
        if (!cut) changed[at] = (changed[at] ?? 0) ^ bit
        expect(await failure({ container: changed, password: 'secret' })).to.be.oneOf([
          'InvalidField',
          'BadPassword',
          'read',
        ])
      }),
      { numRuns: 8 },
    )
    expect(await failure({ container: randomBytes(100), password: '' })).to.equal('InvalidField')
  })

  it('a container whose password would be hashed for ever is given up', async function () {
    this.timeout(30_000)
    // OpenSSL itself would take as long: the count is put into a container that it has made.
    const hasty = createPkcs12Reader(createSerialQueue(), 2000)
    openssl(
      'pkcs12',
      '-export',
      '-inkey',
      'EC.key',
      '-in',
      'EC.crt',
      '-passout',
      'pass:secret',
      '-out',
      'o.p12',
      '-iter',
      '65537',
    )
    const container = Buffer.from(file('o.p12').toString('hex').replaceAll('0203010001', '02037fffff'), 'hex')
    expect(container.equals(file('o.p12'))).to.equal(false)
    const start = Date.now()
    expect(await failure({ container, password: 'secret' }, hasty)).to.equal('InvalidField')
    expect(Date.now() - start).to.be.within(1900, 15_000)
  })
})
