import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { protocolVersionOf, type RequestBatchItem } from '../../codec/index.ts'
import { createServer, type KmipServer } from '../create-server.ts'
import { createTtlvRecordCodec } from '../store/record/ttlv-record-codec.ts'
import { createMasterKey } from '../store/seal/master-key.ts'
import { openSqliteStore, type SqliteStore } from '../store/sqlite/sqlite.ts'
import { openAudit } from './open-audit.ts'
import { parsePeriodKeys, periodKeysQuery } from './period-keys.ts'
import { type ReadEntry, readAuditSize, readNewest } from './read-audit.ts'
import type { Recorder } from './recorder.ts'
import { verifyAudit } from './verify-audit.ts'

const attributes = [
  { attribute: 'CryptographicAlgorithm', index: 0, value: 'AES' },
  { attribute: 'CryptographicLength', index: 0, value: 256 },
  { attribute: 'Name', index: 0, value: { nameValue: 'ledger-of-anna', nameType: 'UninterpretedTextString' } },
]
const create = { operation: 'Create', requestPayload: { objectType: 'SymmetricKey', attributes } }
const get = (uniqueIdentifier: string) => ({ operation: 'Get', requestPayload: { uniqueIdentifier } })

describe('the audit log of a server', () => {
  let folder: string
  let store: SqliteStore
  let audit: Recorder
  let server: KmipServer
  const faults: unknown[] = []
  const masterKey = createMasterKey(Buffer.alloc(32, 'master'))
  const reportFault = (error: unknown): void => void faults.push(error)
  const openStore = () =>
    openSqliteStore({ path: join(folder, 'store.db'), masterKey, codec: createTtlvRecordCodec(), reportFault })
  const start = async (): Promise<void> => {
    store = await openStore()
    audit = await openAudit({
      ...{ directory: join(folder, 'audit'), node: 'node one', store, onFailure: 'refuse' as const, isDurable: false },
      ...{ now: () => new Date(), random: randomBytes, reportFault },
    })
    server = createServer({ store, audit })
  }
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'kmip-audit-'))
    await start()
  })
  afterEach(async () => {
    await server.close()
    rmSync(folder, { recursive: true })
    expect(faults.splice(0)).to.deep.equal([])
  })

  const ask = async (id: string, ...items: object[]) => {
    const requestHeader = { protocolVersion: protocolVersionOf('1.4'), batchCount: items.length }
    return (await server.inject({ requestHeader, batchItem: items as RequestBatchItem[] }, { id })).batchItem
  }
  const createKey = async (id: string): Promise<string> => {
    const [answer] = await ask(id, create)
    const { uniqueIdentifier } = (answer?.responsePayload ?? {}) as { readonly uniqueIdentifier?: string }
    return String(uniqueIdentifier)
  }
  const read = async (): Promise<ReadEntry[]> => {
    const log = join(folder, 'audit')
    const reader = await openStore()
    const keys = parsePeriodKeys(reader.documents(periodKeysQuery))
    await reader.close()
    const entries: ReadEntry[] = []
    for await (const entry of readNewest(log, keys, await readAuditSize(log))) entries.unshift(entry)
    return entries
  }
  const describe = ({ entry, personal }: ReadEntry) => [
    personal.principal,
    entry.operation,
    entry.result,
    ...(entry.reason ? [entry.reason] : []),
  ]
  const readFiles = (directory: string): Buffer[] =>
    readdirSync(directory).flatMap((name) => {
      const path = join(directory, name)
      return statSync(path).isDirectory() ? readFiles(path) : [readFileSync(path)]
    })
  const verify = () => verifyAudit({ log: join(folder, 'audit'), onProgress: () => undefined })

  it('has every item once, also of refused requests and of batches', async () => {
    const key = await createKey('CN=anna')
    await ask('CN=anna', get(key))
    await ask('CN=mallory', get(key))
    await ask('CN=anna', get(key), { operation: 'Activate', requestPayload: { uniqueIdentifier: key } })
    await server.close()
    const entries = await read()
    expect(entries.map(describe)).to.deep.equal([
      ['CN=anna', 'Create', 'Success'],
      ['CN=anna', 'Get', 'Success'],
      ['CN=mallory', 'Get', 'OperationFailed', 'PermissionDenied'],
      ['CN=anna', 'Get', 'Success'],
      ['CN=anna', 'Activate', 'Success'],
    ])
    expect(entries.map(({ entry }) => entry.item)).to.deep.equal([undefined, undefined, undefined, 1, 2])
    expect(entries.map(({ entry }) => entry.object)).to.deep.equal(Array(5).fill(key))
    expect(entries.map(({ entry }) => entry.objectType)).to.deep.equal(Array(5).fill('SymmetricKey'))
    expect(await verify()).to.include({ entries: 5, unsigned: 0, faults: 0 })
  })

  it('has no name in the clear, and no key', async () => {
    const key = await createKey('CN=anna')
    const [answer] = await ask('CN=anna', get(key))
    await ask('CN=anna', { operation: 'Locate', requestPayload: { attributes: attributes.slice(2) } })
    await server.close()
    const findBytes = (value: unknown): Uint8Array | undefined =>
      value instanceof Uint8Array
        ? value
        : typeof value === 'object' && value
          ? Object.values(value)
              .map(findBytes)
              .find((each) => each !== undefined)
          : undefined
    const bytes = findBytes(answer?.responsePayload)
    expect(bytes).to.have.length(32)
    const files = Buffer.concat(readFiles(join(folder, 'audit')))
    expect(files.includes(key)).to.equal(true)
    for (const secret of ['anna', 'ledger', Buffer.from(bytes as Uint8Array)])
      expect(files.includes(secret)).to.equal(false)
    const [located] = (await read()).filter(({ entry }) => entry.operation === 'Locate')
    expect(located?.personal.filters).to.deep.equal(['Name=ledger-of-anna'])
    expect(located?.entry.found).to.equal(1)
  })

  it('gets what a run that was killed had committed, once', async () => {
    await createKey('CN=anna')
    const time = new Date()
    const committed = { nonce: 'only in the store', after: 0, kind: 'request', operation: 'Destroy', period: 'none' }
    await audit.sync()
    await store.commit([], [{ time, event: committed }])
    // Of kmip 0.1.0, which had records in the store alone.
    await store.commit([], [{ time, event: { principal: 'CN=old', operation: 'Create', objects: ['a'] } }])
    await server.close()
    await start()
    await server.close()
    await start()
    await server.close()
    const entries = await read()
    expect(entries.map(({ entry }) => [entry.kind, entry.operation])).to.deep.equal([
      ['request', 'Create'],
      ['request', 'Destroy'],
      ['earlier', 'Create'],
    ])
    expect(entries[2]?.personal.principal).to.equal('CN=old')
    expect(await verify()).to.include({ entries: 3, faults: 0 })
  })

  it('proves entries whose period is forgotten', async () => {
    await createKey('CN=anna')
    await server.close()
    const writer = await openStore()
    for (const { kind, key, revision } of writer.documents(periodKeysQuery))
      await writer.commit([], [], [{ kind: 'delete', document: { kind, key, revision } }])
    await writer.close()
    const [first] = await read()
    expect(first).to.deep.include({ personal: {}, isForgotten: true })
    expect(first?.entry.operation).to.equal('Create')
    expect(await verify()).to.include({ entries: 1, faults: 0 })
  })

  it('is a log of its own for verifiers: an altered entry is found and named', async () => {
    for (const id of ['CN=a', 'CN=b', 'CN=c']) await createKey(id)
    await server.close()
    const bundle = join(folder, 'audit/tile/entries/000.p/3')
    writeFileSync(bundle, readFileSync(bundle, 'latin1').replace('"Create"', '"Delete"'), 'latin1')
    const { faults: found, findings } = await verify()
    expect(found).to.be.greaterThan(0)
    expect(findings[0]).to.include({ index: 0 })
  })
})
