import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type AttributesByKey,
  attributeList,
  type OperationName,
  protocolVersionOf,
  type RequestBatchItem,
  type RequestHeader,
  type ResponseBatchItem,
  type Version,
} from '../../codec/index.ts'
import {
  createServer,
  createTtlvRecordCodec,
  type KmipServer,
  masterKey,
  openSqliteStore,
  type ServerOptions,
} from '../../server/index.ts'

/** Who asks, and in which version: CN=alice in 1.4 unless told. Other fields go into the header. */
export type How = Partial<RequestHeader> & { readonly version?: Version; readonly principal?: { readonly id: string } }

export interface Ask {
  readonly operation: OperationName
  readonly requestPayload: Readonly<Record<string, unknown>>
  readonly uniqueBatchItemID?: Uint8Array
}

/** A server over a store in a folder of its own, asked below the wire. */
export interface Asking {
  readonly server: KmipServer
  readonly faults: unknown[]
  /** The server's clock; the machine's unless it is set. */
  clock: Date | undefined
  /** The answers to one batch. */
  batch(items: readonly Ask[], how?: How): Promise<readonly ResponseBatchItem[]>
  /** The answer to one item. */
  one(operation: OperationName, requestPayload?: Ask['requestPayload'], how?: How): Promise<ResponseBatchItem>
  /** The payload of one item that must succeed. */
  payload(operation: OperationName, requestPayload?: Ask['requestPayload'], how?: How): Promise<Payload>
  /** An AES key: its identifier. */
  key(attributes?: AttributesByKey, how?: How): Promise<string>
  /** Values of one attribute of an object, as its owner sees them. */
  attribute(uniqueIdentifier: string, reference: string, how?: How): Promise<unknown[]>
  /** Closes the server and starts another one over the same store. */
  restart(): Promise<void>
  close(): Promise<void>
}

export type Payload = Readonly<Record<string, unknown>>

/** Result Reason of a failure, else the Result Status. */
export const outcome = (item: ResponseBatchItem | undefined) => item?.resultReason ?? item?.resultStatus

export const openAsking = async (options: Partial<ServerOptions> = {}): Promise<Asking> => {
  const folder = mkdtempSync(join(tmpdir(), 'kmip-asking-'))
  const secret = masterKey(randomBytes(32))
  const faults: unknown[] = []
  const start = async () => {
    const store = await openSqliteStore({
      path: join(folder, 'store.db'),
      masterKey: secret,
      codec: createTtlvRecordCodec(),
    })
    return createServer({
      store,
      now: () => asking.clock ?? new Date(),
      events: { fault: (error) => faults.push(error) },
      ...options,
    })
  }
  const asking: Asking & { server: KmipServer } = {
    server: undefined as unknown as KmipServer,
    faults,
    clock: undefined,
    async batch(items, { version = '1.4', principal = { id: 'CN=alice' }, ...header } = {}) {
      const requestHeader = { protocolVersion: protocolVersionOf(version), batchCount: items.length, ...header }
      const batchItem = items as unknown as RequestBatchItem[]
      return (await asking.server.inject({ requestHeader, batchItem }, principal)).batchItem
    },
    async one(operation, requestPayload = {}, how) {
      const [item] = await asking.batch([{ operation, requestPayload }], how)
      return item as ResponseBatchItem
    },
    async payload(operation, requestPayload, how) {
      const item = await asking.one(operation, requestPayload, how)
      if (item.resultStatus !== 'Success') throw new Error(`${operation}: ${item.resultReason}: ${item.resultMessage}`)
      return (item.responsePayload ?? {}) as Payload
    },
    async key(attributes = {}, how) {
      const list = attributeList({
        cryptographicAlgorithm: 'AES',
        cryptographicLength: 256,
        cryptographicUsageMask: ['Encrypt', 'Decrypt'],
        ...attributes,
      })
      return String(
        (await asking.payload('Create', { objectType: 'SymmetricKey', attributes: list }, how)).uniqueIdentifier,
      )
    },
    async attribute(uniqueIdentifier, reference, how) {
      const payload = await asking.payload('GetAttributes', { uniqueIdentifier, attributeReference: [reference] }, how)
      return (payload.attributes as { value: unknown }[]).map(({ value }) => value)
    },
    async restart() {
      await asking.server.close()
      asking.server = await start()
    },
    async close() {
      await asking.server.close()
      rmSync(folder, { recursive: true })
    },
  }
  asking.server = await start()
  return asking
}
