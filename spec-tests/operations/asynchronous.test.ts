import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'chai'
import { attributeList, type ResponseBatchItem } from '../../codec/index.ts'
import {
  type LocalRequest,
  type LocalServer,
  openLocalServer,
  outcomeOf,
  type RequestOptions,
} from '../support/local-server.ts'

const later = { asynchronousIndicator: 'Mandatory', version: '2.1' } as const satisfies RequestOptions
const how = { version: '2.1' } as const satisfies RequestOptions
const bob = { principal: { id: 'CN=bob' }, version: '2.1' } as const satisfies RequestOptions

const create = (name?: string): LocalRequest => ({
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
const pair: LocalRequest = {
  operation: 'CreateKeyPair',
  requestPayload: {
    commonAttributes: attributeList({ cryptographicAlgorithm: 'RSA', cryptographicLength: 2048 }),
    privateKeyAttributes: attributeList({ cryptographicUsageMask: ['Sign'] }),
    publicKeyAttributes: attributeList({ cryptographicUsageMask: ['Verify'] }),
  },
}
const get: LocalRequest = { operation: 'Get', requestPayload: {} }

/** KMIP 1.4 §4.27, §4.28, §6.7, §6.8; 2.1 §6.1.5, §6.1.38, §6.1.39, §6.1.41, §9.1, §9.2. */
describe('asynchronous requests', () => {
  let local: LocalServer
  const open = async (limits: NonNullable<Parameters<typeof openLocalServer>[0]>['asynchronous'] = {}) => {
    local = await openLocalServer({ asynchronous: { startDelay: 60_000, pollWait: 5_000, ...limits } })
  }
  beforeEach(() => open())
  afterEach(async () => {
    await local.close()
    expect(local.faults).to.deep.equal([])
  })

  const submit = async (items: readonly LocalRequest[], more: RequestOptions = {}): Promise<Uint8Array[]> => {
    const pending = await local.batch(items, { ...later, ...more })
    expect(pending.map(outcomeOf)).to.deep.equal(items.map(() => 'OperationPending'))
    expect(pending.filter(({ responsePayload }) => responsePayload)).to.deep.equal([])
    return pending.map(({ asynchronousCorrelationValue }) => asynchronousCorrelationValue as Uint8Array)
  }
  const poll = (
    asynchronousCorrelationValue: Uint8Array | undefined,
    more: RequestOptions = how,
  ): Promise<ResponseBatchItem> => local.one('Poll', { asynchronousCorrelationValue }, more)
  const cancel = async (asynchronousCorrelationValue: Uint8Array | undefined, more: RequestOptions = how) =>
    (await local.payload('Cancel', { asynchronousCorrelationValue }, more)).cancellationResult
  const listRequests = async (payload = {}, more: RequestOptions = how) =>
    ((await local.payload('QueryAsynchronousRequests', payload, more)).asynchronousRequest ?? []) as {
      operation: string
      processingStage: string
      submissionDate: bigint
      asynchronousCorrelationValue: Uint8Array
    }[]
  const listStages = async () =>
    (await listRequests()).map(({ operation, processingStage }) => [operation, processingStage])
  const countObjects = async () =>
    ((await local.payload('Locate', {})).uniqueIdentifier as string[] | undefined)?.length ?? 0

  it('gives by Poll what would have been answered at once, and does it once', async () => {
    const [value] = await submit([create('k')])
    expect(value).to.have.length(16)
    expect(await countObjects()).to.equal(0)
    const answer = await poll(value)
    expect(answer).to.deep.include({ operation: 'Create', resultStatus: 'Success' })
    const { uniqueIdentifier } = answer.responsePayload as { uniqueIdentifier: string }
    expect(await local.attribute(uniqueIdentifier, 'Name')).to.have.length(1)
    // The answer may have been lost: it is kept for a while.
    expect((await poll(value)).responsePayload).to.deep.equal(answer.responsePayload)
    expect(await countObjects()).to.equal(1)
  })

  it('starts by itself after a moment', async () => {
    await local.close()
    await open({ startDelay: 20 })
    const [value] = await submit([create()])
    while ((await countObjects()) === 0) await delay(5)
    expect(outcomeOf(await poll(value))).to.equal('Success')
  })

  it('says that what is not done yet is pending', async () => {
    await local.close()
    await open({ pollWait: 0, atOnce: 1 })
    const [slow, other] = [(await submit([pair]))[0], (await submit([create()]))[0]]
    const first = await poll(slow)
    expect(first).to.deep.include({ operation: 'CreateKeyPair', resultStatus: 'OperationPending' })
    expect(first.asynchronousCorrelationValue).to.deep.equal(slow)
    expect(first).not.to.have.property('responsePayload')
    expect(await listStages()).to.deep.equal([
      ['CreateKeyPair', 'InProcess'],
      ['Create', 'Submitted'],
    ])
    await local.payload('Process', { asynchronousCorrelationValue: other }, how)
    expect(outcomeOf(await poll(other))).to.equal('Success')
  })

  it('gives failures as they would have been', async () => {
    const asked: LocalRequest = { operation: 'Get', requestPayload: { uniqueIdentifier: 'none' } }
    const [value] = await submit([asked])
    const [now] = await local.batch([asked], how)
    expect({ ...(await poll(value)) }).to.deep.equal({ ...now })
    const [old] = await submit([asked], { version: '1.0', asynchronousIndicator: 'Optional' })
    expect(outcomeOf(await poll(old, { version: '1.0' }))).to.equal('ItemNotFound')
  })

  it('is for the principal that asked only', async () => {
    const [value] = await submit([create()])
    expect(outcomeOf(await poll(value, bob))).to.equal('InvalidAsynchronousCorrelationValue')
    expect(outcomeOf(await poll(value, { ...bob, version: '1.4' }))).to.equal('ItemNotFound')
    expect(await cancel(value, bob)).to.equal('Unavailable')
    const processed = await local.one('Process', { asynchronousCorrelationValue: value }, bob)
    expect(outcomeOf(processed)).to.equal('InvalidAsynchronousCorrelationValue')
    expect(await listRequests({}, bob)).to.deep.equal([])
    expect(outcomeOf(await poll(value))).to.equal('Success')
    expect(outcomeOf(await poll(value, bob))).to.equal('InvalidAsynchronousCorrelationValue')
  })

  it('Cancel answers all that the standard has', async () => {
    const [a, b, c, d, e] = (await Promise.all([1, 2, 3].map(() => submit([create()]))))
      .flat()
      .concat(await submit([create(), create()], { batchErrorContinuationOption: 'Undo' }))
    expect(await cancel(a)).to.equal('Canceled')
    expect(await cancel(a)).to.equal('Canceled')
    expect(outcomeOf(await poll(a))).to.equal('OperationCanceledByRequester')
    await poll(b)
    expect(await cancel(b)).to.equal('Completed')
    const [bad] = await submit([{ operation: 'Get', requestPayload: { uniqueIdentifier: 'none' } }])
    await poll(bad)
    expect(await cancel(bad)).to.equal('Failed')
    expect(await cancel(Buffer.alloc(16))).to.equal('Unavailable')
    expect(await cancel(d)).to.equal('UnableToCancel')
    expect((await Promise.all([c, d, e].map((value) => poll(value)))).map(outcomeOf)).to.deep.equal([
      'Success',
      'Success',
      'Success',
    ])
    expect(await countObjects()).to.equal(4)
  })

  it('throws away what a canceled request comes to while it is being done', async () => {
    await local.close()
    await open({ pollWait: 0 })
    const [value] = await submit([pair])
    await poll(value)
    expect(await listStages()).to.deep.equal([['CreateKeyPair', 'InProcess']])
    expect(await cancel(value)).to.equal('Canceled')
    const [behind] = await submit([create()])
    await local.payload('Process', { asynchronousCorrelationValue: behind }, how)
    await local.restart()
    expect(outcomeOf(await poll(value))).to.equal('OperationCanceledByRequester')
    expect(await countObjects()).to.equal(1)
  })

  it('Process has it done before the next Poll, once', async () => {
    const [, second] = await submit([create('p'), get])
    await local.payload('Process', { asynchronousCorrelationValue: second }, how)
    const again = await local.one('Process', { asynchronousCorrelationValue: second }, how)
    expect(outcomeOf(again)).to.equal('DuplicateProcessRequest')
    expect(await listStages()).to.deep.equal([
      ['Create', 'Completed'],
      ['Get', 'Completed'],
    ])
    expect(outcomeOf(await poll(second))).to.equal('Success')
  })

  it('lists what was not obtained, and what was asked for of it', async () => {
    local.clock = new Date('2030-01-01T00:00:00.123Z')
    const [a, b] = await submit([create(), get])
    const [c] = await submit([create()])
    const all = await listRequests()
    expect(all.map(({ asynchronousCorrelationValue }) => asynchronousCorrelationValue)).to.deep.equal([a, b, c])
    expect(all[0]?.submissionDate).to.equal(1_893_456_000_123_000n)
    const chosen = { asynchronousCorrelationValues: { asynchronousCorrelationValue: [c, Buffer.alloc(16)] } }
    expect((await listRequests(chosen)).map((each) => each.asynchronousCorrelationValue)).to.deep.equal([c])
    expect(
      (await listRequests({ operations: { operation: ['Get', 'Locate'] } })).map((each) => each.operation),
    ).to.deep.equal(['Get'])
    await poll(a)
    await cancel(c)
    expect(
      (await listRequests()).map(({ asynchronousCorrelationValue }) => asynchronousCorrelationValue),
    ).to.deep.equal([b])
  })

  it('hands the ID Placeholder on within a batch, and stops it where it would have stopped', async () => {
    const [, second, third] = await submit([create('x'), get, { operation: 'Activate', requestPayload: {} }])
    expect((await Promise.all([second, third].map((value) => poll(value)))).map(outcomeOf)).to.deep.equal([
      'Success',
      'Success',
    ])
    const none: LocalRequest = { operation: 'Get', requestPayload: { uniqueIdentifier: 'none' } }
    const stopped = await submit([none, create('y')])
    expect((await Promise.all(stopped.map((value) => poll(value)))).map(outcomeOf)).to.deep.equal([
      'ObjectNotFound',
      'OperationCanceledByRequester',
    ])
    const continued = await submit([none, create('y')], { batchErrorContinuationOption: 'Continue' })
    expect((await Promise.all(continued.map((value) => poll(value)))).map(outcomeOf)).to.deep.equal([
      'ObjectNotFound',
      'Success',
    ])
    const undone = await submit([create('z'), none, create('w')], { batchErrorContinuationOption: 'Undo' })
    expect((await Promise.all(undone.map((value) => poll(value)))).map(outcomeOf)).to.deep.equal([
      'OperationUndone',
      'ObjectNotFound',
      'OperationUndone',
    ])
    expect(await countObjects()).to.equal(2)
  })

  it('leaves nothing in the ID Placeholder after a Check that was denied', async () => {
    const uniqueIdentifier = await local.key()
    const check: LocalRequest = { operation: 'Check', requestPayload: { uniqueIdentifier, leaseTime: 9999 } }
    const named: LocalRequest = { operation: 'Activate', requestPayload: { uniqueIdentifier } }
    const values = await submit([named, check, get], { batchErrorContinuationOption: 'Continue' })
    expect((await Promise.all(values.map((value) => poll(value)))).map(outcomeOf)).to.deep.equal([
      'Success',
      'PermissionDenied',
      'ObjectNotFound',
    ])
  })

  it('is done after a restart, with all that came before in its batch', async () => {
    const [first, second] = await submit([create('r'), get])
    await local.restart()
    const got = await poll(second)
    expect(outcomeOf(got)).to.equal('Success')
    const made = await poll(first)
    await local.restart()
    expect((await poll(second)).responsePayload).to.deep.equal(got.responsePayload)
    expect((await poll(first)).responsePayload).to.deep.equal(made.responsePayload)
    expect(await countObjects()).to.equal(1)
  })

  it('is given up, and reported as such, after repeated restarts without completion', async () => {
    await local.close()
    await open({ atOnce: 0, pollWait: 0 })
    const [value] = await submit([create()])
    for (let starts = 0; starts < 5; starts++) await local.restart()
    expect(outcomeOf(await poll(value))).to.equal('OperationPending')
    await local.restart()
    const answer = await poll(value)
    expect(outcomeOf(answer)).to.equal('GeneralFailure')
    expect(answer.resultMessage).to.include('abandoned')
    expect(await countObjects()).to.equal(0)
  })

  it('is forgotten after its time', async () => {
    local.clock = new Date('2030-01-01T00:00:00Z')
    const [unpolled, polled] = [(await submit([create()]))[0], (await submit([create()]))[0]]
    await poll(polled)
    await local.payload('Process', { asynchronousCorrelationValue: unpolled }, how)
    local.clock = new Date('2030-01-01T00:05:01Z')
    expect(outcomeOf(await poll(polled))).to.equal('InvalidAsynchronousCorrelationValue')
    expect(await listRequests()).to.have.length(1)
    local.clock = new Date('2030-01-02T00:00:01Z')
    expect(await listRequests()).to.deep.equal([])
    expect(await cancel(unpolled)).to.equal('Unavailable')
    await local.restart()
    expect(await listRequests()).to.deep.equal([])
    // Gone from the store: also for a clock that is set back.
    local.clock = new Date('2030-01-01T00:00:00Z')
    expect(outcomeOf(await poll(unpolled))).to.equal('InvalidAsynchronousCorrelationValue')
  })

  it('is bounded for each principal, by number and size; what was obtained makes room', async () => {
    await local.close()
    await open({ perPrincipal: 3, bytesPerPrincipal: 20_000 })
    const values = await submit([create(), create(), create()])
    const submitMore = () => local.batch([create()], later)
    expect((await submitMore()).map(outcomeOf)).to.deep.equal(['ServerLimitExceeded'])
    await submit([create()], bob)
    await poll(values[0])
    await submit([create()])
    const large: LocalRequest = { operation: 'Encrypt', requestPayload: { data: Buffer.alloc(20_000) } }
    const carol = { ...later, principal: { id: 'CN=carol' } }
    expect((await local.batch([large], carol)).map(outcomeOf)).to.deep.equal(['ServerLimitExceeded'])
    expect(await listRequests({}, { ...how, principal: carol.principal })).to.deep.equal([])
  })

  it('is bounded by what all have together, results counted', async () => {
    await local.close()
    await open({ bytes: 4000 })
    const outcomes: unknown[] = []
    for (let turn = 0; turn < 8; turn++) {
      const principal = { id: `CN=client-${turn}` }
      const [pending] = await local.batch([create()], { ...later, principal })
      const { asynchronousCorrelationValue } = pending ?? {}
      if (asynchronousCorrelationValue)
        await local.payload('Process', { asynchronousCorrelationValue }, { ...how, principal })
      outcomes.push(outcomeOf(pending))
    }
    expect(outcomes[0]).to.equal('OperationPending')
    expect(outcomes.at(-1)).to.equal('ServerLimitExceeded')
  })

  it('serves a single request of one principal before the queue of another', async () => {
    await local.close()
    await open({ atOnce: 2, startDelay: 0 })
    await Promise.all(Array.from({ length: 12 }, () => submit([pair])))
    const [value] = await submit([create()], bob)
    expect(outcomeOf(await poll(value, bob))).to.equal('Success')
    expect((await listStages()).filter(([, stage]) => stage !== 'Completed').length).to.be.greaterThan(3)
  }).timeout(20_000)

  it('leaves to the server what is Optional, and never makes Poll and Cancel wait', async () => {
    const optional = { asynchronousIndicator: 'Optional', version: '2.1' } as const
    const askOutcome = async (
      operation: LocalRequest['operation'],
      requestPayload: LocalRequest['requestPayload'],
      more: RequestOptions,
    ) => outcomeOf(await local.one(operation, requestPayload, more))
    expect(await askOutcome('Locate', {}, optional)).to.equal('OperationPending')
    expect(await askOutcome('Locate', {}, { ...optional, asynchronousIndicator: 'Prohibited' })).to.equal('Success')
    expect(await askOutcome('Query', { queryFunction: ['QueryOperations'] }, optional)).to.equal('Success')
    expect(await askOutcome('Query', { queryFunction: ['QueryOperations'] }, later)).to.equal('OperationPending')
    const value = { asynchronousCorrelationValue: Buffer.alloc(16) }
    expect(await askOutcome('Cancel', value, later)).to.equal('Success')
    expect(await askOutcome('Poll', value, optional)).to.equal('InvalidAsynchronousCorrelationValue')
    const mixed = await local.batch([create(), { operation: 'Cancel', requestPayload: value }], later)
    expect(mixed.map(outcomeOf)).to.deep.equal(['InvalidField'])
  })

  it('says in Query that it can', async () => {
    const payload = await local.payload('Query', { queryFunction: ['QueryCapabilities'] }, how)
    expect((payload.capabilityInformation as object[])[0]).to.include({ asynchronousCapability: true })
  })
})
