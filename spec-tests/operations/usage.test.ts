import { expect } from 'chai'
import { type LocalServer, openLocalServer, outcomeOf } from '../support/local-server.ts'

const limits = (usageLimitsTotal: bigint) => ({ usageLimitsTotal, usageLimitsUnit: 'Byte' }) as const

/** KMIP 1.4 §4.10, §4.17, §4.18; 2.1 §6.1.7, §6.1.23, §6.1.35. */
describe('Get Usage Allocation, Obtain Lease, Check', () => {
  let local: LocalServer
  beforeEach(async () => {
    local = await openLocalServer()
  })
  afterEach(() => local.close())

  const createLimitedKey = (total: bigint) => local.key({ usageLimits: limits(total), activationDate: new Date(0) })
  const readLimit = async (uniqueIdentifier: string) =>
    (await local.attribute(uniqueIdentifier, 'UsageLimits'))[0] as { usageLimitsCount: bigint }

  it('allocates no more than the total, however many ask at once', async () => {
    const uniqueIdentifier = await createLimitedKey(1000n)
    const asked = Array.from({ length: 80 }, (_, i) =>
      i % 2
        ? local.one('GetUsageAllocation', { uniqueIdentifier, usageLimitsCount: 16n })
        : local.one('Encrypt', {
            uniqueIdentifier,
            data: Buffer.alloc(16),
            cryptographicParameters: { blockCipherMode: 'ECB' },
          }),
    )
    const outcomes = (await Promise.all(asked)).map(outcomeOf)
    expect(outcomes.filter((each) => each === 'Success')).to.have.length(62)
    expect(outcomes.filter((each) => each === 'PermissionDenied')).to.have.length(18)
    expect((await readLimit(uniqueIdentifier)).usageLimitsCount).to.equal(8n)
    expect(local.faults).to.deep.equal([])
  })

  it('refuses an allocation where nothing is limited or nothing can be protected', async () => {
    const ask = async (uniqueIdentifier: string, usageLimitsCount = 1n) =>
      outcomeOf(await local.one('GetUsageAllocation', { uniqueIdentifier, usageLimitsCount }, { version: '2.1' }))
    expect(await ask(await local.key({ activationDate: new Date(0) }))).to.equal('AttributeNotFound')
    const processing = {
      usageLimits: limits(9n),
      activationDate: new Date(0),
      cryptographicUsageMask: ['Decrypt', 'Verify'] as const,
    }
    expect(await ask(await local.key(processing))).to.equal('InvalidObjectType')
    expect(await ask(await local.key({ usageLimits: limits(9n) }))).to.equal('WrongKeyLifecycleState')
    const stopped = { protectStopDate: new Date(Date.now() - 10_000), activationDate: new Date(0) }
    expect(await ask(await local.key({ usageLimits: limits(9n), ...stopped }))).to.equal('WrongKeyLifecycleState')
    const good = await createLimitedKey(9n)
    expect(await ask(good, 0n)).to.equal('InvalidField')
    expect(await ask(good, -1n)).to.equal('InvalidField')
    expect(await ask(good, 10n)).to.equal('UsageLimitExceeded')
    expect(await ask(good, 9n)).to.equal('Success')
    expect(await ask(good)).to.equal('UsageLimitExceeded')
  })

  it('leaves Usage Limits alone once something is allocated', async () => {
    const uniqueIdentifier = await createLimitedKey(9n)
    const newAttribute = { attribute: 'UsageLimits', value: limits(99n) }
    expect(outcomeOf(await local.one('ModifyAttribute', { uniqueIdentifier, newAttribute }))).to.equal('Success')
    await local.payload('GetUsageAllocation', { uniqueIdentifier, usageLimitsCount: 1n })
    expect(outcomeOf(await local.one('ModifyAttribute', { uniqueIdentifier, newAttribute }))).to.equal(
      'PermissionDenied',
    )
    expect((await readLimit(uniqueIdentifier)).usageLimitsCount).to.equal(98n)
  })

  it('gives a lease, with the date of the last change; none for a compromised or destroyed object', async () => {
    const uniqueIdentifier = await local.key()
    const [lastChangeDate] = await local.attribute(uniqueIdentifier, 'LastChangeDate')
    expect(await local.payload('ObtainLease', { uniqueIdentifier })).to.deep.equal({
      uniqueIdentifier,
      leaseTime: 3600,
      lastChangeDate,
    })
    const revocationReason = { revocationReasonCode: 'KeyCompromise' }
    await local.payload('Revoke', { uniqueIdentifier, revocationReason })
    expect(outcomeOf(await local.one('ObtainLease', { uniqueIdentifier }))).to.equal('PermissionDenied')
    await local.payload('Destroy', { uniqueIdentifier })
    expect(outcomeOf(await local.one('ObtainLease', { uniqueIdentifier }, { version: '2.1' }))).to.equal(
      'ObjectDestroyed',
    )
  })

  it('Check gives back what led to the denial, and only that, and empties the ID Placeholder', async () => {
    const uniqueIdentifier = await createLimitedKey(100n)
    const wish = { uniqueIdentifier, usageLimitsCount: 101n, cryptographicUsageMask: ['Sign'], leaseTime: 3600 }
    const [checked, get] = await local.batch(
      [
        { operation: 'Check', requestPayload: wish },
        { operation: 'Get', requestPayload: {} },
      ],
      { batchErrorContinuationOption: 'Continue' },
    )
    expect(checked?.responsePayload).to.deep.equal({ usageLimitsCount: 101n })
    expect([outcomeOf(checked), outcomeOf(get)]).to.deep.equal(['PermissionDenied', 'ItemNotFound'])
    // BL-M-2: without a payload for the mask.
    const misused = await local.one('Check', { uniqueIdentifier, cryptographicUsageMask: ['Sign'] })
    expect(misused).not.to.have.property('responsePayload')
    for (const leaseTime of [3601, 0])
      expect((await local.one('Check', { uniqueIdentifier, leaseTime })).responsePayload).to.deep.equal({ leaseTime })
    const allowed = { uniqueIdentifier, usageLimitsCount: 100n, cryptographicUsageMask: ['Encrypt'], leaseTime: 60 }
    expect(await local.payload('Check', allowed)).to.deep.equal({ uniqueIdentifier })
    expect((await readLimit(uniqueIdentifier)).usageLimitsCount).to.equal(100n)
  })

  it('Ping is answered from 2.1 on', async () => {
    expect(await local.payload('Ping', {}, { version: '2.1' })).to.deep.equal({})
    expect(outcomeOf(await local.one('Ping', {}, { version: '2.0' }))).to.equal('OperationNotSupported')
  })
})
