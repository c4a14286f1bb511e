import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { protocolVersionOf, type RequestBatchItem, type RequestHeader } from '../../codec/index.ts'
import { createServer, type KmipServer } from '../create-server.ts'
import { createTtlvRecordCodec } from '../store/record/ttlv-record-codec.ts'
import { createMasterKey } from '../store/seal/master-key.ts'
import { openSqliteStore, type SqliteStore } from '../store/sqlite/sqlite.ts'
import { noAudit } from './audit.ts'
import type { ItemEvent } from './item-event.ts'
import type { MessageOrigin } from './services.ts'

describe('a ticket of Delegated Login (KMIP 2.1 §6.1.12)', () => {
  let folder: string
  let store: SqliteStore
  let server: KmipServer
  const items: ItemEvent[] = []
  const messages: [string, MessageOrigin][] = []
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'kmip-ticket-holder-'))
    const masterKey = createMasterKey(randomBytes(32))
    store = await openSqliteStore({
      path: join(folder, 'store.db'),
      masterKey,
      codec: createTtlvRecordCodec(),
      reportFault(error) {
        throw error
      },
    })
    server = createServer({
      store,
      audit: { ...noAudit, describe: ({ event }) => ({ time: new Date(), event: { ...event } }) },
      events: { onItem: (event) => items.push(event), onClientMessage: (...message) => messages.push(message) },
    })
  })
  after(async () => {
    await server.close()
    rmSync(folder, { recursive: true })
  })

  const ask = async (id: string, operation: string, requestPayload: object, header: Partial<RequestHeader> = {}) => {
    const requestHeader = { protocolVersion: protocolVersionOf('2.1'), batchCount: 1, ...header }
    const batchItem = [{ operation, requestPayload }] as unknown as RequestBatchItem[]
    const [item] = (await server.inject({ requestHeader, batchItem }, { id })).batchItem
    expect(item?.resultStatus, item?.resultMessage).to.equal('Success')
    return (item?.responsePayload ?? {}) as Record<string, never>
  }

  it('leaves in audit and log who gave it and who used it', async () => {
    const attributes = [
      { attribute: 'CryptographicAlgorithm', index: 0, value: 'AES' },
      { attribute: 'CryptographicLength', index: 0, value: 256 },
    ]
    const { uniqueIdentifier } = await ask('CN=alice', 'Create', { objectType: 'SymmetricKey', attributes })
    const rights = { right: [{ operations: { operation: ['Activate', 'Log'] } }] }
    const { ticket } = await ask('CN=alice', 'DelegatedLogin', { rights })
    const credential = [{ credentialType: 'Ticket' as const, credentialValue: { ticket: ticket as never } }]
    await ask('CN=bob', 'Activate', { uniqueIdentifier }, { authentication: { credential } })
    await ask('CN=bob', 'Log', { logMessage: 'hello' }, { authentication: { credential } })

    const [created, activated] = await store.audit()
    expect(created?.event).to.not.have.property('ticketHolder')
    expect(activated?.event).to.include({ principal: 'CN=alice', ticketHolder: 'CN=bob', operation: 'Activate' })
    expect(items.map(({ principal, ticketHolder }) => [principal, ticketHolder])).to.deep.equal([
      ['CN=alice', undefined],
      ['CN=alice', undefined],
      ['CN=alice', 'CN=bob'],
      ['CN=alice', 'CN=bob'],
    ])
    expect(messages).to.deep.equal([['hello', { principal: 'CN=alice', ticketHolder: 'CN=bob', peer: undefined }]])
  })
})
