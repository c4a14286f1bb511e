import { createPublicKey, generateKeyPairSync, X509Certificate } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { issueClient } from './issue-client.ts'
import { setUp } from './set-up.ts'

describe('issueClient', () => {
  const now = new Date()
  let directory: string
  before(async () => {
    directory = mkdtempSync(join(tmpdir(), 'kmip-issue-'))
    await setUp({ directory, hostName: 'db1', now, serverCertificates: false })
  })
  after(() => rmSync(directory, { recursive: true }))

  it('certifies the public key of a client, and keeps a copy of the certificate alone', async () => {
    for (const [name, { publicKey, privateKey }] of [
      ['p256', generateKeyPairSync('ec', { namedCurve: 'P-256' })],
      ['p521', generateKeyPairSync('ec', { namedCurve: 'P-521' })],
      ['ed25519', generateKeyPairSync('ed25519')],
      ['rsa', generateKeyPairSync('rsa', { modulusLength: 2048 })],
    ] as const) {
      const issued = await issueClient({ directory, name, publicKey, days: 1, now })
      const certificate = new X509Certificate(issued.certificate)
      expect(certificate.checkPrivateKey(privateKey), name).to.equal(true)
      expect(certificate.verify(createPublicKey(issued.authority)), name).to.equal(true)
      expect(certificate.subject).to.equal(`CN=${name}`)
      expect(readFileSync(join(directory, 'clients', `${name}.crt`), 'utf8')).to.equal(issued.certificate)
      expect(readdirSync(join(directory, 'clients'))).not.to.include(`${name}.key`)
    }
  })

  it('refuses weak keys, unusual ones, and private keys', async () => {
    for (const key of [
      generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey,
      generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey,
      generateKeyPairSync('x25519').publicKey,
      generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
    ]) {
      const failure = issueClient({ directory, name: 'a', publicKey: key, days: 1, now })
      expect(String(await failure.catch((error: unknown) => error))).to.include('The key of a client is EC')
    }
    expect(readdirSync(join(directory, 'clients'))).not.to.include('a.crt')
  })
})
