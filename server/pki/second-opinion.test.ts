import { randomBytes } from 'node:crypto'
import { expect } from 'chai'
import forge from 'node-forge'
import { createAuthority, generatePrivateKey, issueClientCertificate } from './authority.ts'

describe('certificates, read by node-forge', () => {
  it('an RSA authority and a client certificate: names, dates, extensions and signature', async () => {
    const now = new Date('2026-01-01T00:00:00Z')
    const means = { now, randomBytes }
    const authority = createAuthority({ key: await generatePrivateKey('RSA'), ...means })
    const key = await generatePrivateKey('RSA')
    const issued = issueClientCertificate(authority, { key, commonName: 'payments-db', days: 30, ...means })
    const [ca, client] = [authority.certificate, issued].map((each) => forge.pki.certificateFromPem(each.toString()))
    expect(ca?.verify(client as forge.pki.Certificate)).to.equal(true)
    expect(client?.subject.getField('CN').value).to.equal('payments-db')
    expect(client?.issuer.getField('CN').value).to.equal(ca?.subject.getField('CN').value)
    expect(client?.validity.notAfter.getTime()).to.be.within(
      now.getTime() + 29 * 86_400_000,
      now.getTime() + 31 * 86_400_000,
    )
    expect(client?.getExtension('extKeyUsage')).to.include({ clientAuth: true }).and.not.have.property('serverAuth')
    expect(client?.getExtension('basicConstraints')).to.include({ cA: false })
    expect(ca?.getExtension('basicConstraints')).to.include({ cA: true, critical: true })
  })
})
