import type { RequestBatchItem, ResponseBatchItem } from '../../codec/index.ts'
import type { Peer } from '../handler/scope.ts'
import type { AuditRecord } from '../store/store.ts'
import type { ItemEvent } from './item-event.ts'
import type { NumberedRequest } from './number-request.ts'

/** An answered batch item: what the audit records. */
export interface AnsweredItem {
  readonly event: ItemEvent
  readonly response: ResponseBatchItem
  /** Absent for a message that could not be read. */
  readonly item?: RequestBatchItem | undefined
  readonly batch: NumberedRequest & { readonly peer?: Peer | undefined }
}

/** Records every answered item. `add` and `describe` never throw. */
export interface Audit {
  /** Adds an item that changed nothing. */
  add(answered: AnsweredItem): void
  /** The record of an item, to be committed with its changes: `undefined` where nothing is recorded. */
  describe(answered: AnsweredItem): AuditRecord | undefined
  /** Adds records that are committed now. */
  addCommitted(records: readonly AuditRecord[]): void
  /** @throws KmipError when the log cannot be written and requests may not go on without it */
  requireWritable(): void
  /** Writes what was added, before the answers leave. @throws Error when that fails and they may not leave */
  flush(): void
  /** Answers leave only when their records are durable. */
  readonly isDurable: boolean
  /** Resolves when all that was added is durable. */
  sync(): Promise<void>
  close(): Promise<void>
}

/** For a server without an audit log. */
export const noAudit: Audit = {
  add: () => undefined,
  describe: () => undefined,
  addCommitted: () => undefined,
  requireWritable: () => undefined,
  flush: () => undefined,
  isDurable: false,
  sync: async () => undefined,
  close: async () => undefined,
}
