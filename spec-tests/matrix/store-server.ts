import { type OperationName, protocolVersionOf, type RequestBatchItem, type Version } from '../../codec/index.ts'
import { createServer, type KmipServer } from '../../server/index.ts'
import { createMemoryStore, type MemoryStore } from './memory-store.ts'

/** A server over a memory store, for one suite. */
interface StoreServer {
  readonly store: MemoryStore
  /** Sends one item as CN=alice; returns its outcome and the identifier in its payload, each '' when absent. */
  ask(version: Version, operation: OperationName, requestPayload: object): Promise<Outcome>
}

interface Outcome {
  /** The Result Reason of a failure, else the Result Status. */
  readonly outcome: string
  readonly uniqueIdentifier: string
}

/** Opens a server over a memory store before the tests of a suite, and closes it after them. */
export const useStoreServer = (): StoreServer => {
  const store = createMemoryStore()
  let server: KmipServer
  before(() => {
    server = createServer({ store })
  })
  after(() => server.close())
  return {
    store,
    async ask(version, operation, requestPayload) {
      const batchItem = [{ operation, requestPayload }] as unknown as RequestBatchItem[]
      const requestHeader = { protocolVersion: protocolVersionOf(version), batchCount: 1 }
      const [item] = (await server.inject({ requestHeader, batchItem }, { id: 'CN=alice' })).batchItem
      const payload = item?.responsePayload as { uniqueIdentifier?: string } | undefined
      return {
        outcome: item?.resultReason ?? item?.resultStatus ?? '',
        uniqueIdentifier: payload?.uniqueIdentifier ?? '',
      }
    },
  }
}
