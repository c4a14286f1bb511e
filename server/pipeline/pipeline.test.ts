import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import {
  attributeList,
  protocolVersionOf,
  type RequestBatchItem,
  type RequestHeader,
  type ResponseBatchItem,
  type Version,
} from '../../codec/index.ts'
import { createServer, type KmipServer } from '../create-server.ts'
import { createTtlvRecordCodec } from '../store/record/ttlv-record-codec.ts'
import { createMasterKey } from '../store/seal/master-key.ts'
import { openSqliteStore, type SqliteStore } from '../store/sqlite/sqlite.ts'
import type { Change } from '../store/store.ts'

const alice = { id: 'CN=alice' }
const bob = { id: 'CN=bob' }

const aes = (name?: string) =>
  attributeList({
    ...(name !== undefined && { name }),
    cryptographicAlgorithm: 'AES',
    cryptographicLength: 256,
    cryptographicUsageMask: ['Encrypt', 'Decrypt'],
  })
const create = (name?: string) => ({
  operation: 'Create' as const,
  requestPayload: { objectType: 'SymmetricKey' as const, attributes: aes(name) },
})

describe('pipeline', () => {
  let folder: string
  let store: SqliteStore
  let server: KmipServer
  let faults: unknown[]

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'kmip-pipeline-'))
    store = await openSqliteStore({
      path: join(folder, 'store.db'),
      masterKey: createMasterKey(randomBytes(32)),
      codec: createTtlvRecordCodec(),
      reportFault: (error) => faults.push(error),
    })
    faults = []
    server = createServer({ store, events: { onFault: (error) => faults.push(error) } })
  })
  afterEach(async () => {
    await server.close()
    rmSync(folder, { recursive: true })
  })

  const ask = async (
    items: readonly unknown[],
    {
      version = '1.4',
      principal = alice,
      ...header
    }: Partial<RequestHeader> & { version?: Version; principal?: { id: string } } = {},
  ): Promise<readonly ResponseBatchItem[]> => {
    const requestHeader = { protocolVersion: protocolVersionOf(version), batchCount: items.length, ...header }
    const response = await server.inject({ requestHeader, batchItem: items as RequestBatchItem[] }, principal)
    expect(response.responseHeader.batchCount).to.equal(response.batchItem.length)
    return response.batchItem
  }
  const payload = (item: ResponseBatchItem | undefined) => (item?.responsePayload ?? {}) as Record<string, never>
  const outcome = (item: ResponseBatchItem | undefined) => item?.resultReason ?? item?.resultStatus
  const idOf = (item: ResponseBatchItem | undefined) => payload(item).uniqueIdentifier as unknown as string
  const names = async (principal = alice) =>
    (await ask([{ operation: 'Locate', requestPayload: {} }], { principal })).flatMap(
      (item) => payload(item).uniqueIdentifier ?? [],
    )

  describe('batches (KMIP 1.4 §4, §6.13)', () => {
    it('hands the ID Placeholder from item to item', async () => {
      const items = await ask([
        create('k'),
        { operation: 'Activate', requestPayload: {} },
        {
          operation: 'Encrypt',
          requestPayload: { cryptographicParameters: { blockCipherMode: 'GCM' }, data: Buffer.from('x') },
        },
        { operation: 'Get', requestPayload: {} },
      ])
      expect(items.map(outcome)).to.deep.equal(['Success', 'Success', 'Success', 'Success'])
      expect(idOf(items[3])).to.equal(idOf(items[0]))
    })

    it('has no placeholder after a Locate that found nothing, or more than one', async () => {
      await ask([create('a'), create('b')])
      const locate = (name?: string) => ({
        operation: 'Locate',
        requestPayload: name ? { attributes: attributeList({ name }) } : {},
      })
      const get = { operation: 'Get', requestPayload: {} }
      for (const which of ['none', undefined])
        expect((await ask([create(), locate(which), get])).map(outcome)).to.deep.equal([
          'Success',
          'Success',
          'ItemNotFound',
        ])
      expect((await ask([locate('a'), get])).map(outcome)).to.deep.equal(['Success', 'Success'])
    })

    it('stops at the first failure, and goes on when asked to', async () => {
      const items = [create('one'), create('one'), create('two')]
      expect((await ask(items)).map(outcome)).to.deep.equal(['Success', 'InvalidField'])
      const more = await ask([create('one'), create('three')], { batchErrorContinuationOption: 'Continue' })
      expect(more.map(outcome)).to.deep.equal(['InvalidField', 'Success'])
    })

    it('undoes everything when one item fails, and gives no results of what did not happen', async () => {
      const [key] = await ask([create('kept')])
      const activate = { operation: 'Activate', requestPayload: { uniqueIdentifier: idOf(key) } }
      const items = await ask([activate, create('gone'), { operation: 'Get', requestPayload: {} }, create('kept')], {
        batchErrorContinuationOption: 'Undo',
      })
      expect(items.map((item) => item.resultStatus)).to.deep.equal([
        'OperationUndone',
        'OperationUndone',
        'OperationUndone',
        'OperationFailed',
      ])
      expect(items.map((item) => item.responsePayload)).to.deep.equal([
        { uniqueIdentifier: idOf(key) },
        undefined,
        undefined,
        undefined,
      ])
      expect(await names()).to.deep.equal([idOf(key)])
      const [state] = await ask([
        { operation: 'GetAttributes', requestPayload: { uniqueIdentifier: idOf(key), attributeReference: ['State'] } },
      ])
      expect(payload(state).attributes).to.deep.equal([{ attribute: 'State', value: 'PreActive' }])
    })

    it('commits an Undo batch as one when all goes well, changes on changes included', async () => {
      const items = await ask(
        [
          create('whole'),
          { operation: 'Activate', requestPayload: {} },
          {
            operation: 'AddAttribute',
            requestPayload: { newAttribute: { attribute: 'ContactInformation', value: 'me' } },
          },
        ],
        { batchErrorContinuationOption: 'Undo' },
      )
      expect(items.map(outcome)).to.deep.equal(['Success', 'Success', 'Success'])
      const object = store.get(idOf(items[0]))
      expect(object?.revision).to.equal(3)
    })

    it('echoes operation and batch item id, also on failure', async () => {
      const uniqueBatchItemID = Buffer.from('7')
      const [item] = await ask([{ operation: 'Get', uniqueBatchItemID, requestPayload: { uniqueIdentifier: 'none' } }])
      expect(item).to.include({ operation: 'Get', uniqueBatchItemID, resultStatus: 'OperationFailed' })
      expect(item?.resultMessage).to.be.a('string').and.not.equal('')
    })
  })

  describe('references to earlier items (KMIP 2.1 §4.60, §7.8)', () => {
    it('by name and by position', async () => {
      const encrypt = (uniqueIdentifier: unknown, data: unknown) => ({
        operation: 'Encrypt',
        requestPayload: { uniqueIdentifier, data, cryptographicParameters: { blockCipherMode: 'ECB' } },
      })
      const items = await ask(
        [
          create(),
          { operation: 'Activate', requestPayload: { uniqueIdentifier: { enumeration: 'Create' } } },
          encrypt(0, Buffer.alloc(16)),
          encrypt({ enumeration: 'IDPlaceholder' }, { enumeration: 'Encrypt' }),
          encrypt(-4, 7),
        ],
        { version: '2.1' },
      )
      expect(items.map(outcome)).to.deep.equal(['Success', 'Success', 'Success', 'Success', 'ObjectNotFound'])
      expect(payload(items[3]).data).not.to.deep.equal(payload(items[2]).data)
    })
  })

  it('finds objects by the State that they have by now', async () => {
    let now = new Date('2026-03-01T00:00:00Z')
    const later = createServer({ store, now: () => now })
    const batch = async (items: unknown[]) =>
      (
        await later.inject(
          {
            requestHeader: { protocolVersion: protocolVersionOf('1.4'), batchCount: 1 },
            batchItem: items as RequestBatchItem[],
          },
          alice,
        )
      ).batchItem
    const at = (seconds: number) => new Date(now.getTime() + seconds * 1000)
    const attributes = [
      ...aes('k'),
      { attribute: 'ActivationDate', value: at(10) },
      { attribute: 'DeactivationDate', value: at(20) },
    ]
    await batch([{ operation: 'Create', requestPayload: { objectType: 'SymmetricKey', attributes } }])
    const found = async (state: 'PreActive' | 'Active' | 'Deactivated') =>
      payload((await batch([{ operation: 'Locate', requestPayload: { attributes: attributeList({ state }) } }]))[0])
        .uniqueIdentifier !== undefined
    expect([await found('PreActive'), await found('Active')]).to.deep.equal([true, false])
    now = at(10)
    expect([await found('PreActive'), await found('Active')]).to.deep.equal([false, true])
    now = at(10)
    expect([await found('Active'), await found('Deactivated')]).to.deep.equal([false, true])
  })

  describe('who may do what', () => {
    it('shows an object to its owner only', async () => {
      const [key] = await ask([create('mine')])
      const uniqueIdentifier = idOf(key)
      for (const operation of ['Get', 'GetAttributes', 'GetAttributeList', 'Activate', 'Destroy', 'ReKey', 'Check'])
        expect(
          (await ask([{ operation, requestPayload: { uniqueIdentifier } }], { principal: bob })).map(outcome),
          operation,
        ).to.deep.equal(['PermissionDenied'])
      expect(await names(bob)).to.deep.equal([])
      expect((await ask([create('mine')], { principal: bob })).map(outcome)).to.deep.equal(['Success'])
    })

    it('says Item Not Found only when there is nothing', async () => {
      const get = (version: Version) =>
        ask([{ operation: 'Get', requestPayload: { uniqueIdentifier: 'nothing' } }], { version })
      expect((await get('1.0')).map(outcome)).to.deep.equal(['ItemNotFound'])
      expect((await get('2.1')).map(outcome)).to.deep.equal(['ObjectNotFound'])
    })
  })

  describe('trouble', () => {
    it('in the store is General Failure, and its cause goes to the log, not to the client', async () => {
      const broken = { ...store, commit: () => Promise.reject(new Error('disk full at /secret/place')) }
      const failing = createServer({ store: broken, events: { onFault: (error) => faults.push(error) } })
      const response = await failing.inject(
        {
          requestHeader: { protocolVersion: protocolVersionOf('1.4'), batchCount: 1 },
          batchItem: [create('x') as RequestBatchItem],
        },
        alice,
      )
      expect(response.batchItem[0]?.resultReason).to.equal('GeneralFailure')
      expect(response.batchItem[0]?.resultMessage).not.to.contain('disk')
      expect(String(faults[0])).to.contain('disk full')
    })

    it('runs an item again when another request was faster', async () => {
      const [key] = await ask([create('hot')])
      const limits = { usageLimitsTotal: 1000n, usageLimitsUnit: 'Object' as const }
      const uniqueIdentifier = idOf(key)
      await ask([
        {
          operation: 'AddAttribute',
          requestPayload: { uniqueIdentifier, newAttribute: { attribute: 'UsageLimits', value: limits } },
        },
        { operation: 'Activate', requestPayload: { uniqueIdentifier } },
      ])
      const encrypt = () =>
        ask([
          {
            operation: 'Encrypt',
            requestPayload: {
              uniqueIdentifier,
              data: Buffer.alloc(16),
              cryptographicParameters: { blockCipherMode: 'ECB' },
            },
          },
        ])
      const results = await Promise.all(Array.from({ length: 8 }, encrypt))
      expect(results.flat().map(outcome)).to.deep.equal(Array(8).fill('Success'))
      const used = store.get(uniqueIdentifier)?.attributes.find((each) => each.attribute === 'UsageLimits')
      expect(used?.value).to.include({ usageLimitsCount: 992n })
    })

    it('two creates of one name at once: one of them wins', async () => {
      const results = await Promise.all([ask([create('race')]), ask([create('race')]), ask([create('race')])])
      expect(results.flat().map(outcome).sort()).to.deep.equal(['InvalidField', 'InvalidField', 'Success'])
    })
  })

  describe('message level', () => {
    it('refuses a wrong Batch Count, unknown operations and operations of later versions', async () => {
      const wrong = await server
        .inject(
          {
            requestHeader: { protocolVersion: protocolVersionOf('1.4'), batchCount: 2 },
            batchItem: [create() as RequestBatchItem],
          },
          alice,
        )
        .catch((error: Error) => error.message)
      expect(wrong).to.contain('Batch Count is 2')
      expect((await ask([{ operation: '0x80000001', requestPayload: {} }])).map(outcome)).to.deep.equal([
        'OperationNotSupported',
      ])
      const encrypt = { operation: 'Encrypt', requestPayload: { data: Buffer.alloc(1) } }
      expect((await ask([encrypt], { version: '1.1' })).map(outcome)).to.deep.equal(['OperationNotSupported'])
    })

    it('refuses a critical extension and passes over another one', async () => {
      const extension = (criticalityIndicator: boolean) => ({
        ...create(),
        messageExtension: [
          {
            vendorIdentification: 'ACME',
            criticalityIndicator,
            vendorExtension: { tag: 0x54_0001, type: 'Structure', value: [] },
          },
        ],
      })
      expect((await ask([extension(true)])).map(outcome)).to.deep.equal(['FeatureNotSupported'])
      expect((await ask([extension(true)], { version: '2.1' })).map(outcome)).to.deep.equal(['UnknownMessageExtension'])
      expect((await ask([extension(false)])).map(outcome)).to.deep.equal(['Success'])
      const before = await names()
      const whole = [create('first'), extension(true)]
      expect((await ask(whole)).map(outcome)).to.deep.equal(['FeatureNotSupported'])
      expect((await ask(whole, { batchErrorContinuationOption: 'Continue' })).map(outcome)).to.deep.equal([
        'FeatureNotSupported',
        'FeatureNotSupported',
      ])
      expect(await names()).to.deep.equal(before)
    })

    it('takes a header with all that a client may say of itself, and works in order whatever it allows', async () => {
      const header = {
        attestationCapableIndicator: true,
        attestationType: ['TPMQuote' as const],
        batchOrderOption: false,
        timeStamp: new Date(0),
      }
      const items = await ask([create('ordered'), { operation: 'Get', requestPayload: {} }], header)
      expect(items.map(outcome)).to.deep.equal(['Success', 'Success'])
    })

    it('refuses a Time Stamp too far off its clock, only where told to (KMIP 1.4 §6.5, 2.1 §9.20)', async () => {
      const clock = new Date('2030-01-01T12:00:00.400Z')
      const strict = createServer({ store, now: () => clock, timeStampTolerance: 300 })
      const at = async (timeStamp: Date | undefined, asked = strict): Promise<unknown> => {
        const requestHeader = { protocolVersion: protocolVersionOf('1.4'), batchCount: 1, timeStamp }
        const { batchItem } = await asked.inject({ requestHeader, batchItem: [create() as RequestBatchItem] }, alice)
        return outcome(batchItem[0])
      }
      for (const time of ['11:55:00', '12:00:00', '12:05:00'])
        expect(await at(new Date(`2030-01-01T${time}Z`)), time).to.equal('Success')
      const made = await names()
      for (const time of ['11:54:59', '12:05:02'])
        expect(await at(new Date(`2030-01-01T${time}Z`)), time).to.equal('InvalidMessage')
      expect(await names()).to.deep.equal(made)
      expect(await at(undefined)).to.equal('Success')
      expect(await at(new Date(0), server)).to.equal('Success')
    })

    it('does nothing when the answer would not fit, and says so (Maximum Response Size)', async () => {
      const changes: Change[] = []
      const watching = createServer({
        store: {
          ...store,
          commit: (given: readonly Change[]) => {
            changes.push(...given)
            return store.commit(given)
          },
        },
      })
      const response = await watching.inject(
        {
          requestHeader: { protocolVersion: protocolVersionOf('1.4'), batchCount: 1, maximumResponseSize: 100 },
          batchItem: [create('large') as RequestBatchItem],
        },
        alice,
      )
      expect(response.batchItem.map(outcome)).to.deep.equal(['ResponseTooLarge'])
      expect(changes).to.deep.equal([])
    })
  })
})
