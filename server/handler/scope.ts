import type { AnyOperation, ObjectType, UniqueIdentifier, Version } from '../../codec/index.ts'
import type { AsynchronousRequests } from '../asynchronous/asynchronous-requests.ts'
import type { ImportKey } from '../crypto/key-import.ts'
import type { KeyThread } from '../crypto/thread/key-thread.ts'
import type { Principal } from '../identity/principal.ts'
import type { ClientConnection } from '../identity/replaced-credentials.ts'
import type { Awaitable, DocumentQuery, FindQuery, FindResult, StoredDocument, StoredObject } from '../store/store.ts'

/** What the server supports, for Query and Discover Versions. The list of handlers decides it. */
export interface Capabilities {
  readonly operations: readonly AnyOperation[]
  readonly objectTypes: readonly ObjectType[]
  readonly versions: readonly Version[]
  readonly product: { readonly name: string; readonly version: string }
}

/** The state of a multi-part operation between its parts. */
export interface Stream {
  /** Bytes of data kept in memory. */
  readonly bufferedBytes: number
}

/** The fields that place a request in a multi-part operation. KMIP 1.4 §2.1.15–17, 2.1 §7.8, §7.14, §7.17. */
export interface PartRequest {
  readonly correlationValue?: Uint8Array | undefined
  readonly initIndicator?: boolean | undefined
  readonly finalIndicator?: boolean | undefined
}

/**
 * Runs one part of a multi-part operation. `begin` creates the state for the first part, `step` adds the data of this
 * part. Every response but the last carries a Correlation Value, which the next request repeats.
 *
 * @param key - Unique Identifier that all parts name; empty for operations without a key
 */
export type RunPart = <S extends Stream, P extends object>(
  request: PartRequest,
  key: string,
  begin: () => S,
  step: (stream: S, isLast: boolean) => Awaitable<P>,
) => Awaitable<P & { readonly correlationValue?: Uint8Array }>

/** The connection that delivered the request. */
export interface Peer extends ClientConnection {
  /**
   * Reverses the roles after the response is sent: the server then sends requests. Absent when the transport does not
   * support it.
   */
  readonly becomeClient?: (principal: Principal, version: Version) => void
}

/** Everything a handler may use besides its request. It is free of bytes, sockets, credentials and batches. */
export interface Scope {
  readonly version: Version
  readonly principal: Principal
  /** Absent for asynchronous requests and for requests without a connection. */
  readonly peer?: Peer | undefined
  readonly now: Date
  readonly random: (size: number) => Uint8Array
  readonly capabilities: Capabilities
  readonly importKey: ImportKey
  /** Runs long operations with asymmetric keys. */
  readonly thread: KeyThread
  readonly runPart: RunPart
  /** Loads another object that the principal may use for this operation. Its State is up to date. */
  load(uniqueIdentifier: UniqueIdentifier | undefined): Awaitable<StoredObject>
  /** Finds objects that the principal may locate: those it owns and those that a policy shares with it. */
  find(query: Omit<FindQuery, 'owner' | 'within'>): Awaitable<FindResult>
  /** Reads documents, which the server stores beside objects. */
  documents(query: DocumentQuery): Awaitable<readonly StoredDocument[]>
  /** Brings the stored State of the principal's objects up to date. Required before a search by State. */
  settle(): Promise<void>
  /** Writes a client's message to the server's log. */
  log(message: string): void
  /** The asynchronous requests. */
  readonly asynchronous: Omit<AsynchronousRequests, 'submit' | 'close'>
  /** Counts the calls with the same key: 0, 1, 2 … */
  nextInRotation(key: string): number
}
