import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { createRevocationCheck } from '../../server/identity/revocation-check.ts'
import type { RevokedClients } from '../../server/setup/revoked-clients.ts'
import { type LocalServer, openLocalServer, outcomeOf } from '../support/local-server.ts'

const how = { version: '2.1' } as const
const bob = { ...how, principal: { id: 'CN=bob' } } as const
const later = { ...how, asynchronousIndicator: 'Mandatory' } as const
const start = new Date('2030-01-01T00:00:00Z')
const at = (seconds: number): Date => new Date(start.getTime() + seconds * 1000)

/** One rule for what a client leaves behind, from the file that decides about its connections. */
describe('what a revoked client leaves behind', () => {
  let folder: string
  let path: string
  let local: LocalServer

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kmip-revoked-'))
    path = join(folder, 'revoked.json')
    const { isAdmitted } = createRevocationCheck(path, () => local.clock ?? new Date())
    local = await openLocalServer({
      isClientAdmitted: isAdmitted,
      rotationInterval: 5,
      asynchronous: { startDelay: 60_000, pollWait: 5_000 },
    })
    local.clock = start
  })
  afterEach(async () => {
    await local.close()
    await rm(folder, { recursive: true })
    expect(local.faults).to.deep.equal([])
  })

  const write = (list: Partial<RevokedClients>) =>
    writeFile(path, JSON.stringify({ clients: [], certificates: [], ...list }))
  const revoke = (name: string, time: Date, except: readonly string[] = []) =>
    write({ clients: [{ name, revoked: time.toISOString(), except: [...except] }] })
  const countKeys = async (): Promise<number> => {
    const { uniqueIdentifier = [] } = await local.payload('Locate', {}, how)
    return (uniqueIdentifier as string[]).length
  }

  /** A ticket that alice gives, and that bob uses. */
  const delegate = async (given: object = how) => {
    const rights = { right: [{ operations: { operation: ['Get', 'DelegatedLogin'] } }] }
    const { ticket } = await local.payload('DelegatedLogin', { rights }, given)
    return { credential: [{ credentialType: 'Ticket', credentialValue: { ticket } }] }
  }
  const getWith = async (uniqueIdentifier: string, authentication: object) =>
    outcomeOf(await local.one('Get', { uniqueIdentifier }, { ...bob, authentication } as never))

  it('its tickets of Delegated Login end, and do not come back with a new certificate', async () => {
    const key = await local.key({}, how)
    const ticket = await delegate()
    expect(await getWith(key, ticket)).to.equal('Success')
    await revoke('alice', at(1))
    local.clock = at(2)
    expect(await getWith(key, ticket)).to.equal('InvalidTicket')
    await revoke('alice', at(1), ['AA:BB'])
    expect(await getWith(key, ticket)).to.equal('InvalidTicket')
    expect(await getWith(key, await delegate())).to.equal('Success')
  })

  it('so do those that others made with them, and those of a single revoked certificate', async () => {
    const key = await local.key({}, how)
    const passedOn = await delegate({ ...bob, authentication: await delegate() })
    expect(await getWith(key, passedOn)).to.equal('Success')
    const fingerprint = 'AA:BB'
    await write({ certificates: [{ fingerprint, subject: 'CN=alice', revoked: at(1).toISOString() }] })
    local.clock = at(2)
    expect(await getWith(key, passedOn)).to.equal('InvalidTicket')
    expect(await getWith(key, await delegate())).to.equal('Success')
  })

  it('tickets stay valid beyond a certificate that was replaced', async () => {
    const key = await local.key({}, how)
    const ticket = await delegate()
    const replaced = { serialNumber: '01', notAfter: at(1000).toISOString() }
    await write({
      certificates: [{ fingerprint: 'AA:BB', subject: 'CN=alice', revoked: at(2).toISOString(), replaced }],
    })
    for (const seconds of [1, 3]) {
      local.clock = at(seconds)
      expect(await getWith(key, ticket)).to.equal('Success')
    }
  })

  it('its asynchronous requests do not run', async () => {
    const pending = await local.one('Activate', { uniqueIdentifier: await local.key({}, how) }, later)
    const { asynchronousCorrelationValue } = pending
    expect(outcomeOf(pending)).to.equal('OperationPending')
    await revoke('alice', at(1))
    local.clock = at(2)
    // A poll starts it.
    const result = await local.one('Poll', { asynchronousCorrelationValue }, how)
    expect(outcomeOf(result)).to.equal('PermissionDenied')
    expect(result.resultMessage).to.equal('The client that sent this request was revoked.')
    const { uniqueIdentifier } = await local.payload('Locate', {}, how)
    expect(await local.attribute((uniqueIdentifier as string[])[0] as string, 'State', how)).to.deep.equal([
      'PreActive',
    ])
  })

  it('nor do those of a batch that may be undone', async () => {
    const uniqueIdentifier = await local.key({}, how)
    const items = Array.from({ length: 2 }, () => ({ operation: 'Activate', requestPayload: { uniqueIdentifier } }))
    const [pending] = await local.batch(items as never, { ...later, batchErrorContinuationOption: 'Undo' })
    await revoke('alice', at(1))
    local.clock = at(2)
    const { asynchronousCorrelationValue } = pending ?? {}
    expect(outcomeOf(await local.one('Poll', { asynchronousCorrelationValue }, how))).to.equal('PermissionDenied')
    expect(await local.attribute(uniqueIdentifier, 'State', how)).to.deep.equal(['PreActive'])
  })

  it('its keys are not rotated, until it has a new certificate', async () => {
    await local.key({ rotateAutomatic: true, rotateInterval: 3600 }, how)
    await revoke('alice', at(1))
    local.clock = at(3601)
    await sleep(100)
    expect(await countKeys()).to.equal(1)
    await revoke('alice', at(1), ['AA:BB'])
    local.clock = at(2 * 3600)
    for (let tries = 0; (await countKeys()) < 2 && tries < 400; tries++) await sleep(5)
    expect(await countKeys()).to.equal(2)
  })

  it('users within it count as the client', async () => {
    const { isAdmitted } = createRevocationCheck(path, () => local.clock ?? new Date())
    expect(isAdmitted('CN=alice;user:fred')).to.equal(true)
    await revoke('alice', at(1))
    expect(isAdmitted('CN=alice;user:fred')).to.equal(false)
    expect(isAdmitted('user:fred')).to.equal(true)
    expect(isAdmitted('CN=alice2')).to.equal(true)
  })
})
