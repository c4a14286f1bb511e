import type { AnyOperation, ObjectType, UniqueIdentifier, Version } from '../../codec/index.ts'
import type { AsynchronousRequests } from '../asynchronous/requests.ts'
import type { ImportKey } from '../crypto/key-import.ts'
import type { KeyThread } from '../crypto/thread/key-thread.ts'
import type { Principal } from '../identity/principal.ts'
import type { ClientConnection } from '../identity/replaced-credentials.ts'
import type { Awaitable, DocumentQuery, FindQuery, FindResult, StoredDocument, StoredObject } from '../store/store.ts'

/** What the server can do, for Query and Discover Versions; derived from the list of handlers. */
export interface Capabilities {
  readonly operations: readonly AnyOperation[]
  readonly objectTypes: readonly ObjectType[]
  readonly versions: readonly Version[]
  readonly product: { readonly name: string; readonly version: string }
}

/** What is carried from one part of an operation to the next. */
export interface Stream {
  /** Bytes kept. */
  readonly bufferedBytes: number
}

/** What a request says of its part. KMIP 1.4 §2.1.15–17, 2.1 §7.8, §7.14, §7.17. */
export interface PartRequest {
  readonly correlationValue?: Uint8Array | undefined
  readonly initIndicator?: boolean | undefined
  readonly finalIndicator?: boolean | undefined
}

/**
 * Does the part of an operation that a request brings. `begin` makes what the first part starts with; `step` puts this
 * part's data in. The answer to each part but the last has a Correlation Value, which the next part names.
 *
 * @param key - the Unique Identifier that all parts name; empty for operations without a key
 */
export type RunPart = <S extends Stream, P extends object>(
  request: PartRequest,
  key: string,
  begin: () => S,
  step: (stream: S, isLast: boolean) => Awaitable<P>,
) => Awaitable<P & { readonly correlationValue?: Uint8Array }>

/** The connection that a request came on. */
export interface Peer extends ClientConnection {
  /** Once the answer has left, the server asks and the client answers; absent where it cannot be turned round. */
  readonly becomeClient?: (principal: Principal, version: Version) => void
}

/** All that an operation may use besides its request. Nothing here knows bytes, sockets, credentials or the batch. */
export interface Scope {
  readonly version: Version
  readonly principal: Principal
  /** Absent where a request does not come on a connection, or is done later. */
  readonly peer?: Peer | undefined
  readonly now: Date
  readonly random: (size: number) => Uint8Array
  readonly capabilities: Capabilities
  readonly importKey: ImportKey
  /** Where long operations with asymmetric keys are done. */
  readonly thread: KeyThread
  readonly runPart: RunPart
  /** Another object, by identifier, that the principal may use for this operation; settled to now. */
  load(uniqueIdentifier: UniqueIdentifier | undefined): Awaitable<StoredObject>
  /** Objects that the principal may locate: its own, and what a policy lets it see. */
  find(query: Omit<FindQuery, 'owner' | 'within'>): Awaitable<FindResult>
  /** What the server keeps beside objects. */
  documents(query: DocumentQuery): Awaitable<readonly StoredDocument[]>
  /** Brings the stored State of the principal's objects up to now: before a search by State. */
  settle(): Promise<void>
  /** Writes a message of the client into the server's log. */
  log(message: string): void
  /** Requests that are answered by Poll. */
  readonly asynchronous: Omit<AsynchronousRequests, 'submit' | 'close'>
  /** Takes turns within a group: 0, 1, 2 … for each call with the same key. */
  nextInRotation(key: string): number
}
