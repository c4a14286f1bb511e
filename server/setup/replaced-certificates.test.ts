import { randomBytes, type X509Certificate } from 'node:crypto'
import { expect } from 'chai'
import { type Authority, createAuthority, generatePrivateKey, issueClientCertificate } from '../pki/authority.ts'
import { findReplaced, revokeReplaced } from './replaced-certificates.ts'
import { findRevocation, type RevokedClients, wasClientRevoked } from './revoked-clients.ts'

const hour = 3_600_000
const day = 24 * hour
const now = new Date('2030-01-01T00:00:00.000Z')
const later = (milliseconds: number): Date => new Date(now.getTime() + milliseconds)
const none: RevokedClients = { clients: [], certificates: [] }

describe('revokeReplaced', () => {
  let authority: Authority
  let first: X509Certificate
  let second: X509Certificate
  before(async () => {
    const key = await generatePrivateKey('EC')
    authority = createAuthority({ key, now, randomBytes })
    const issue = (days: number) =>
      issueClientCertificate(authority, { commonName: 'shop', days, key, now, randomBytes })
    ;[first, second] = [issue(90), issue(30)]
  })
  const isRevoked = (list: RevokedClients, certificate: X509Certificate, at: Date): boolean =>
    findRevocation(list, certificate, at) !== undefined

  it('keeps it valid for the overlap, to the millisecond', () => {
    const list = revokeReplaced(none, first, now, day)
    expect([0, day - 1, day].map((at) => isRevoked(list, first, later(at)))).to.deep.equal([false, false, true])
    const { serialNumber } = first
    expect(findReplaced(list, 'shop', later(day - 1))).to.deep.equal([{ serialNumber, validUntil: later(day) }])
    expect(findReplaced(list, 'shop', later(day))).to.deep.equal([])
    expect(findReplaced(list, 'shop2', now)).to.deep.equal([])
  })

  it('says that it ends when it expires', () => {
    const [found] = findReplaced(revokeReplaced(none, second, now, 60 * day), 'shop', now)
    expect(found?.validUntil).to.deep.equal(second.validToDate)
  })

  it('ends older certificates of the client no later, and those of others as before', async () => {
    const other = issueClientCertificate(authority, {
      ...{ commonName: 'bank', days: 90, key: await generatePrivateKey('EC'), now, randomBytes },
    })
    const before = revokeReplaced(revokeReplaced(none, first, now, 7 * day), other, now, 7 * day)
    const list = revokeReplaced(before, second, now, hour)
    const ends = [first, second, other].map((each) => isRevoked(list, each, later(hour)))
    expect(ends).to.deep.equal([true, true, false])
  })

  it('never lengthens a revocation: not of what is revoked, nor of what has an earlier end', () => {
    const { fingerprint256: fingerprint } = first
    const revoked = { ...none, certificates: [{ fingerprint, subject: 'CN=shop', revoked: now.toISOString() }] }
    expect(revokeReplaced(revoked, first, now, day)).to.equal(revoked)
    const twice = revokeReplaced(revokeReplaced(none, first, now, hour), first, now, day)
    expect(isRevoked(twice, first, later(hour))).to.equal(true)
    expect(twice.certificates).to.have.length(1)
  })

  it('without an overlap revokes it at once, whatever the clock says later', () => {
    const list = revokeReplaced(none, first, now, 0)
    expect([-day, 0, day].map((at) => isRevoked(list, first, later(at)))).to.deep.equal([true, true, true])
  })

  it('ends what the client left behind only without an overlap', () => {
    const wasRevoked = (overlap: number) => wasClientRevoked(revokeReplaced(none, first, now, overlap), 'CN=shop', now)
    expect([wasRevoked(0), wasRevoked(hour)]).to.deep.equal([true, false])
  })

  it('forgets replaced certificates that expired', () => {
    const list = revokeReplaced(none, second, now, hour)
    expect(revokeReplaced(list, first, later(31 * day), hour).certificates).to.have.length(1)
  })
})
