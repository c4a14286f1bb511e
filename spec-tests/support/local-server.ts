import type { DatabaseSync } from 'node:sqlite'
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
import type { KmipServer, ServerOptions } from '../../server/index.ts'
import { openServerOverStore } from '../../server/testing/server-over-store.ts'

/** The principal and version, by default CN=alice in 1.4. Other fields go into the header. */
export type RequestOptions = Partial<RequestHeader> & {
  readonly version?: Version
  readonly principal?: { readonly id: string }
}

export interface LocalRequest {
  readonly operation: OperationName
  readonly requestPayload: Readonly<Record<string, unknown>>
  readonly uniqueBatchItemID?: Uint8Array
}

/** A server over a new store, which receives requests without a transport. */
export interface LocalServer {
  readonly server: KmipServer
  readonly faults: unknown[]
  /** The server's clock, by default the machine's. */
  clock: Date | undefined
  /** Sends one batch; returns the answers. */
  batch(items: readonly LocalRequest[], how?: RequestOptions): Promise<readonly ResponseBatchItem[]>
  /** Sends one item; returns the answer. */
  one(
    operation: OperationName,
    requestPayload?: LocalRequest['requestPayload'],
    how?: RequestOptions,
  ): Promise<ResponseBatchItem>
  /** Sends one item, which must succeed; returns its payload. */
  payload(
    operation: OperationName,
    requestPayload?: LocalRequest['requestPayload'],
    how?: RequestOptions,
  ): Promise<Payload>
  /** Creates an AES key; returns its identifier. */
  key(attributes?: AttributesByKey, how?: RequestOptions): Promise<string>
  /** Values of one attribute of an object, as its owner sees them. */
  attribute(uniqueIdentifier: string, reference: string, how?: RequestOptions): Promise<unknown[]>
  /** Closes the server and starts another one over the same store. */
  restart(): Promise<void>
  /** Closes the server, changes the database file, and starts another server over it. */
  edit(change: (db: DatabaseSync) => void): Promise<void>
  close(): Promise<void>
}

export type Payload = Readonly<Record<string, unknown>>

/** Result Reason of a failure, else the Result Status. */
export const outcomeOf = (item: ResponseBatchItem | undefined) => item?.resultReason ?? item?.resultStatus

export const openLocalServer = async (options: Partial<ServerOptions> = {}): Promise<LocalServer> => {
  let clock: Date | undefined
  const over = await openServerOverStore({ now: () => clock ?? new Date(), ...options })
  const local: LocalServer = {
    get server() {
      return over.server
    },
    faults: over.faults,
    get clock() {
      return clock
    },
    set clock(now) {
      clock = now
    },
    async batch(items, { version = '1.4', principal = { id: 'CN=alice' }, ...header } = {}) {
      const requestHeader = { protocolVersion: protocolVersionOf(version), batchCount: items.length, ...header }
      const batchItem = items as unknown as RequestBatchItem[]
      return (await local.server.inject({ requestHeader, batchItem }, principal)).batchItem
    },
    async one(operation, requestPayload = {}, how) {
      const [item] = await local.batch([{ operation, requestPayload }], how)
      return item as ResponseBatchItem
    },
    async payload(operation, requestPayload, how) {
      const item = await local.one(operation, requestPayload, how)
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
        (await local.payload('Create', { objectType: 'SymmetricKey', attributes: list }, how)).uniqueIdentifier,
      )
    },
    async attribute(uniqueIdentifier, reference, how) {
      const payload = await local.payload('GetAttributes', { uniqueIdentifier, attributeReference: [reference] }, how)
      return (payload.attributes as { value: unknown }[]).map(({ value }) => value)
    },
    restart: over.restart,
    edit: over.edit,
    close: over.close,
  }
  return local
}
