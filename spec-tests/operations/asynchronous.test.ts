import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'chai'
import { attributeList, type ResponseBatchItem } from '../../codec/index.ts'
import { type Ask, type Asking, type How, openAsking, outcome } from '../support/asking.ts'

const later = { asynchronousIndicator: 'Mandatory', version: '2.1' } as const satisfies How
const how = { version: '2.1' } as const satisfies How
const bob = { principal: { id: 'CN=bob' }, version: '2.1' } as const satisfies How

const create = (name?: string): Ask => ({
  operation: 'Create',
  requestPayload: {
    objectType: 'SymmetricKey',
    attributes: attributeList({
      ...(name !== undefined && { name }),
      cryptographicAlgorithm: 'AES',
      cryptographicLength: 256,
      cryptographicUsageMask: ['Encrypt', 'Decrypt'],
    }),
  },
})
const pair: Ask = {
  operation: 'CreateKeyPair',
  requestPayload: {
    commonAttributes: attributeList({ cryptographicAlgorithm: 'RSA', cryptographicLength: 2048 }),
    privateKeyAttributes: attributeList({ cryptographicUsageMask: ['Sign'] }),
    publicKeyAttributes: attributeList({ cryptographicUsageMask: ['Verify'] }),
  },
}
const get: Ask = { operation: 'Get', requestPayload: {} }

/** KMIP 1.4 §4.27, §4.28, §6.7, §6.8; 2.1 §6.1.5, §6.1.38, §6.1.39, §6.1.41, §9.1, §9.2. */
describe('asynchronous requests', () => {
  let asking: Asking
  const open = async (limits: NonNullable<Parameters<typeof openAsking>[0]>['asynchronous'] = {}) => {
    asking = await openAsking({ asynchronous: { startDelay: 60_000, pollWait: 5_000, ...limits } })
  }
  beforeEach(() => open())
  afterEach(async () => {
    await asking.close()
    expect(asking.faults).to.deep.equal([])
  })

  const submit = async (items: readonly Ask[], more: How = {}): Promise<Uint8Array[]> => {
    const pending = await asking.batch(items, { ...later, ...more })
    expect(pending.map(outcome)).to.deep.equal(items.map(() => 'OperationPending'))
    expect(pending.filter(({ responsePayload }) => responsePayload)).to.deep.equal([])
    return pending.map(({ asynchronousCorrelationValue }) => asynchronousCorrelationValue as Uint8Array)
  }
  const poll = (asynchronousCorrelationValue: Uint8Array | undefined, more: How = how): Promise<ResponseBatchItem> =>
    asking.one('Poll', { asynchronousCorrelationValue }, more)
  const cancel = async (asynchronousCorrelationValue: Uint8Array | undefined, more: How = how) =>
    (await asking.payload('Cancel', { asynchronousCorrelationValue }, more)).cancellationResult
  const listed = async (payload = {}, more: How = how) =>
    ((await asking.payload('QueryAsynchronousRequests', payload, more)).asynchronousRequest ?? []) as {
      operation: string
      processingStage: string
      submissionDate: bigint
      asynchronousCorrelationValue: Uint8Array
    }[]
  const stages = async () => (await listed()).map(({ operation, processingStage }) => [operation, processingStage])
  const total = async () => ((await asking.payload('Locate', {})).uniqueIdentifier as string[] | undefined)?.length ?? 0

  it('gives by Poll what would have been answered at once, and does it once', async () => {
    const [value] = await submit([create('k')])
    expect(value).to.have.length(16)
    expect(await total()).to.equal(0)
    const answer = await poll(value)
    expect(answer).to.deep.include({ operation: 'Create', resultStatus: 'Success' })
    const { uniqueIdentifier } = answer.responsePayload as { uniqueIdentifier: string }
    expect(await asking.attribute(uniqueIdentifier, 'Name')).to.have.length(1)
    // The answer may have been lost: it is kept for a while.
    expect((await poll(value)).responsePayload).to.deep.equal(answer.responsePayload)
    expect(await total()).to.equal(1)
  })

  it('starts by itself after a moment', async () => {
    await asking.close()
    await open({ startDelay: 20 })
    const [value] = await submit([create()])
    while ((await total()) === 0) await delay(5)
    expect(outcome(await poll(value))).to.equal('Success')
  })

  it('says that what is not done yet is pending', async () => {
    await asking.close()
    await open({ pollWait: 0, atOnce: 1 })
    const [slow, other] = [(await submit([pair]))[0], (await submit([create()]))[0]]
    const first = await poll(slow)
    expect(first).to.deep.include({ operation: 'CreateKeyPair', resultStatus: 'OperationPending' })
    expect(first.asynchronousCorrelationValue).to.deep.equal(slow)
    expect(first).not.to.have.property('responsePayload')
    expect(await stages()).to.deep.equal([
      ['CreateKeyPair', 'InProcess'],
      ['Create', 'Submitted'],
    ])
    await asking.payload('Process', { asynchronousCorrelationValue: other }, how)
    expect(outcome(await poll(other))).to.equal('Success')
  })

  it('gives failures as they would have been', async () => {
    const asked: Ask = { operation: 'Get', requestPayload: { uniqueIdentifier: 'none' } }
    const [value] = await submit([asked])
    const [now] = await asking.batch([asked], how)
    expect({ ...(await poll(value)) }).to.deep.equal({ ...now })
    const [old] = await submit([asked], { version: '1.0', asynchronousIndicator: 'Optional' })
    expect(outcome(await poll(old, { version: '1.0' }))).to.equal('ItemNotFound')
  })

  it('is for the principal that asked only', async () => {
    const [value] = await submit([create()])
    expect(outcome(await poll(value, bob))).to.equal('InvalidAsynchronousCorrelationValue')
    expect(outcome(await poll(value, { ...bob, version: '1.4' }))).to.equal('ItemNotFound')
    expect(await cancel(value, bob)).to.equal('Unavailable')
    const processed = await asking.one('Process', { asynchronousCorrelationValue: value }, bob)
    expect(outcome(processed)).to.equal('InvalidAsynchronousCorrelationValue')
    expect(await listed({}, bob)).to.deep.equal([])
    expect(outcome(await poll(value))).to.equal('Success')
    expect(outcome(await poll(value, bob))).to.equal('InvalidAsynchronousCorrelationValue')
  })

  it('Cancel answers all that the standard has', async () => {
    const [a, b, c, d, e] = (await Promise.all([1, 2, 3].map(() => submit([create()]))))
      .flat()
      .concat(await submit([create(), create()], { batchErrorContinuationOption: 'Undo' }))
    expect(await cancel(a)).to.equal('Canceled')
    expect(await cancel(a)).to.equal('Canceled')
    expect(outcome(await poll(a))).to.equal('OperationCanceledByRequester')
    await poll(b)
    expect(await cancel(b)).to.equal('Completed')
    const [bad] = await submit([{ operation: 'Get', requestPayload: { uniqueIdentifier: 'none' } }])
    await poll(bad)
    expect(await cancel(bad)).to.equal('Failed')
    expect(await cancel(Buffer.alloc(16))).to.equal('Unavailable')
    expect(await cancel(d)).to.equal('UnableToCancel')
    expect((await Promise.all([c, d, e].map((value) => poll(value)))).map(outcome)).to.deep.equal([
      'Success',
      'Success',
      'Success',
    ])
    expect(await total()).to.equal(4)
  })

  it('throws away what a canceled request comes to while it is being done', async () => {
    await asking.close()
    await open({ pollWait: 0 })
    const [value] = await submit([pair])
    await poll(value)
    expect(await stages()).to.deep.equal([['CreateKeyPair', 'InProcess']])
    expect(await cancel(value)).to.equal('Canceled')
    const [behind] = await submit([create()])
    await asking.payload('Process', { asynchronousCorrelationValue: behind }, how)
    await asking.restart()
    expect(outcome(await poll(value))).to.equal('OperationCanceledByRequester')
    expect(await total()).to.equal(1)
  })

  it('Process has it done before the next Poll, once', async () => {
    const [, second] = await submit([create('p'), get])
    await asking.payload('Process', { asynchronousCorrelationValue: second }, how)
    const again = await asking.one('Process', { asynchronousCorrelationValue: second }, how)
    expect(outcome(again)).to.equal('DuplicateProcessRequest')
    expect(await stages()).to.deep.equal([
      ['Create', 'Completed'],
      ['Get', 'Completed'],
    ])
    expect(outcome(await poll(second))).to.equal('Success')
  })

  it('lists what was not obtained, and what was asked for of it', async () => {
    asking.clock = new Date('2030-01-01T00:00:00.123Z')
    const [a, b] = await submit([create(), get])
    const [c] = await submit([create()])
    const all = await listed()
    expect(all.map(({ asynchronousCorrelationValue }) => asynchronousCorrelationValue)).to.deep.equal([a, b, c])
    expect(all[0]?.submissionDate).to.equal(1_893_456_000_123_000n)
    const chosen = { asynchronousCorrelationValues: { asynchronousCorrelationValue: [c, Buffer.alloc(16)] } }
    expect((await listed(chosen)).map((each) => each.asynchronousCorrelationValue)).to.deep.equal([c])
    expect(
      (await listed({ operations: { operation: ['Get', 'Locate'] } })).map((each) => each.operation),
    ).to.deep.equal(['Get'])
    await poll(a)
    await cancel(c)
    expect((await listed()).map(({ asynchronousCorrelationValue }) => asynchronousCorrelationValue)).to.deep.equal([b])
  })

  it('hands the ID Placeholder on within a batch, and stops it where it would have stopped', async () => {
    const [, second, third] = await submit([create('x'), get, { operation: 'Activate', requestPayload: {} }])
    expect((await Promise.all([second, third].map((value) => poll(value)))).map(outcome)).to.deep.equal([
      'Success',
      'Success',
    ])
    const none: Ask = { operation: 'Get', requestPayload: { uniqueIdentifier: 'none' } }
    const stopped = await submit([none, create('y')])
    expect((await Promise.all(stopped.map((value) => poll(value)))).map(outcome)).to.deep.equal([
      'ObjectNotFound',
      'OperationCanceledByRequester',
    ])
    const continued = await submit([none, create('y')], { batchErrorContinuationOption: 'Continue' })
    expect((await Promise.all(continued.map((value) => poll(value)))).map(outcome)).to.deep.equal([
      'ObjectNotFound',
      'Success',
    ])
    const undone = await submit([create('z'), none, create('w')], { batchErrorContinuationOption: 'Undo' })
    expect((await Promise.all(undone.map((value) => poll(value)))).map(outcome)).to.deep.equal([
      'OperationUndone',
      'ObjectNotFound',
      'OperationUndone',
    ])
    expect(await total()).to.equal(2)
  })

  it('leaves nothing in the ID Placeholder after a Check that was denied', async () => {
    const uniqueIdentifier = await asking.key()
    const check: Ask = { operation: 'Check', requestPayload: { uniqueIdentifier, leaseTime: 9999 } }
    const named: Ask = { operation: 'Activate', requestPayload: { uniqueIdentifier } }
    const values = await submit([named, check, get], { batchErrorContinuationOption: 'Continue' })
    expect((await Promise.all(values.map((value) => poll(value)))).map(outcome)).to.deep.equal([
      'Success',
      'PermissionDenied',
      'ObjectNotFound',
    ])
  })

  it('is done after a restart, with all that came before in its batch', async () => {
    const [first, second] = await submit([create('r'), get])
    await asking.restart()
    const got = await poll(second)
    expect(outcome(got)).to.equal('Success')
    const made = await poll(first)
    await asking.restart()
    expect((await poll(second)).responsePayload).to.deep.equal(got.responsePayload)
    expect((await poll(first)).responsePayload).to.deep.equal(made.responsePayload)
    expect(await total()).to.equal(1)
  })

  it('is given up, and said to be, when the server is started again and again without doing it', async () => {
    await asking.close()
    await open({ atOnce: 0, pollWait: 0 })
    const [value] = await submit([create()])
    for (let starts = 0; starts < 5; starts++) await asking.restart()
    expect(outcome(await poll(value))).to.equal('OperationPending')
    await asking.restart()
    const answer = await poll(value)
    expect(outcome(answer)).to.equal('GeneralFailure')
    expect(answer.resultMessage).to.include('abandoned')
    expect(await total()).to.equal(0)
  })

  it('is forgotten after its time', async () => {
    asking.clock = new Date('2030-01-01T00:00:00Z')
    const [unpolled, polled] = [(await submit([create()]))[0], (await submit([create()]))[0]]
    await poll(polled)
    await asking.payload('Process', { asynchronousCorrelationValue: unpolled }, how)
    asking.clock = new Date('2030-01-01T00:05:01Z')
    expect(outcome(await poll(polled))).to.equal('InvalidAsynchronousCorrelationValue')
    expect(await listed()).to.have.length(1)
    asking.clock = new Date('2030-01-02T00:00:01Z')
    expect(await listed()).to.deep.equal([])
    expect(await cancel(unpolled)).to.equal('Unavailable')
    await asking.restart()
    expect(await listed()).to.deep.equal([])
    // Gone from the store: also for a clock that is set back.
    asking.clock = new Date('2030-01-01T00:00:00Z')
    expect(outcome(await poll(unpolled))).to.equal('InvalidAsynchronousCorrelationValue')
  })

  it('is bounded for each principal, by number and size; what was obtained makes room', async () => {
    await asking.close()
    await open({ perPrincipal: 3, bytesPerPrincipal: 20_000 })
    const values = await submit([create(), create(), create()])
    const more = () => asking.batch([create()], later)
    expect((await more()).map(outcome)).to.deep.equal(['ServerLimitExceeded'])
    await submit([create()], bob)
    await poll(values[0])
    await submit([create()])
    const large: Ask = { operation: 'Encrypt', requestPayload: { data: Buffer.alloc(20_000) } }
    const carol = { ...later, principal: { id: 'CN=carol' } }
    expect((await asking.batch([large], carol)).map(outcome)).to.deep.equal(['ServerLimitExceeded'])
    expect(await listed({}, { ...how, principal: carol.principal })).to.deep.equal([])
  })

  it('is bounded by what all have together, results counted', async () => {
    await asking.close()
    await open({ bytes: 4000 })
    const outcomes: unknown[] = []
    for (let turn = 0; turn < 8; turn++) {
      const principal = { id: `CN=client-${turn}` }
      const [pending] = await asking.batch([create()], { ...later, principal })
      const { asynchronousCorrelationValue } = pending ?? {}
      if (asynchronousCorrelationValue)
        await asking.payload('Process', { asynchronousCorrelationValue }, { ...how, principal })
      outcomes.push(outcome(pending))
    }
    expect(outcomes[0]).to.equal('OperationPending')
    expect(outcomes.at(-1)).to.equal('ServerLimitExceeded')
  })

  it('gives nobody’s requests precedence over a single one of another principal', async () => {
    await asking.close()
    await open({ atOnce: 2, startDelay: 0 })
    await Promise.all(Array.from({ length: 12 }, () => submit([pair])))
    const [value] = await submit([create()], bob)
    expect(outcome(await poll(value, bob))).to.equal('Success')
    expect((await stages()).filter(([, stage]) => stage !== 'Completed').length).to.be.greaterThan(3)
  }).timeout(20_000)

  it('leaves to the server what is Optional, and never makes Poll and Cancel wait', async () => {
    const optional = { asynchronousIndicator: 'Optional', version: '2.1' } as const
    const single = async (operation: Ask['operation'], requestPayload: Ask['requestPayload'], more: How) =>
      outcome(await asking.one(operation, requestPayload, more))
    expect(await single('Locate', {}, optional)).to.equal('OperationPending')
    expect(await single('Locate', {}, { ...optional, asynchronousIndicator: 'Prohibited' })).to.equal('Success')
    expect(await single('Query', { queryFunction: ['QueryOperations'] }, optional)).to.equal('Success')
    expect(await single('Query', { queryFunction: ['QueryOperations'] }, later)).to.equal('OperationPending')
    const value = { asynchronousCorrelationValue: Buffer.alloc(16) }
    expect(await single('Cancel', value, later)).to.equal('Success')
    expect(await single('Poll', value, optional)).to.equal('InvalidAsynchronousCorrelationValue')
    const mixed = asking.batch([create(), { operation: 'Cancel', requestPayload: value }], later)
    expect(await mixed.catch((error: { reason: string }) => error.reason)).to.equal('InvalidField')
  })

  it('says in Query that it can', async () => {
    const payload = await asking.payload('Query', { queryFunction: ['QueryCapabilities'] }, how)
    expect((payload.capabilityInformation as object[])[0]).to.include({ asynchronousCapability: true })
  })
})
