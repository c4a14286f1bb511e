import { deserialize, serialize } from 'node:v8'
import type { OperationName, RequestBatchItem, ResponseBatchItem, ResultReason, Version } from '../../codec/index.ts'
import type { Principal } from '../identity/principal.ts'
import type { StoredDocument } from '../store/store.ts'

/** Documents of this kind are asynchronous batch items and their results; the key is the correlation value. */
export const requestKind = 'asynchronous request'

/** The Batch Error Continuation Option: KMIP 1.4 §6.13, 2.1 §9.4. */
export type Continuation = 'Stop' | 'Continue' | 'Undo'

/** One asynchronous batch item and its result. It holds keys: never log any part of it. */
export interface RequestRecord {
  /** Items of one batch run in order and may refer to each other. */
  readonly batch: string
  readonly position: number
  readonly items: number
  readonly continuation: Continuation
  readonly version: Version
  readonly principal: Principal
  readonly correlation: string | undefined
  readonly clientCorrelation: string | undefined
  readonly submitted: Date
  readonly item: Omit<RequestBatchItem, 'fault' | 'operation'> & { readonly operation: OperationName }
  /** Why the item could not be decoded. */
  readonly fault?: { readonly reason: ResultReason; readonly message: string } | undefined
  /** Server starts while the item was pending. */
  readonly restarts: number
  /** Once done: the response item. */
  readonly result?: ResponseBatchItem
  /** Canceled with Cancel. */
  readonly canceled?: true
  /** The client has polled the result. */
  readonly obtained?: true
}

/** A record as it is stored. */
export interface StoredRequest {
  readonly key: string
  readonly revision: number
  readonly bytes: number
  readonly record: RequestRecord
}

/** The record as a document. `until`: when it expires. */
export const toDocument = (
  { key, revision, record }: Omit<StoredRequest, 'bytes'>,
  until?: Date | undefined,
): StoredDocument => ({
  kind: requestKind,
  key,
  owner: record.principal.id,
  revision,
  ...(until && { due: until }),
  content: serialize(record),
})

export const toStoredRequest = ({ key, revision, content }: StoredDocument): StoredRequest => ({
  key,
  revision,
  bytes: content.length,
  record: deserialize(content) as RequestRecord,
})

export const encodeCorrelation = (value: Uint8Array): string => Buffer.from(value).toString('hex')
export const decodeCorrelation = (key: string): Uint8Array => new Uint8Array(Buffer.from(key, 'hex'))
