import type { KmipError } from '../../codec/index.ts'
import type { KeyedMutex } from '../../concurrency/keyed-mutex.ts'
import type { AsynchronousRequests } from '../asynchronous/asynchronous-requests.ts'
import type { ImportKey } from '../crypto/key-import.ts'
import type { KeyThread } from '../crypto/thread/key-thread.ts'
import type { AnyHandler } from '../handler/handler.ts'
import type { Capabilities } from '../handler/scope.ts'
import type { Authenticate } from '../identity/authenticate.ts'
import type { ReplacedCredentials } from '../identity/replaced-credentials.ts'
import type { IsClientAdmitted } from '../identity/revocation-check.ts'
import type { RequireAdministrator } from '../policy/administrator-check.ts'
import type { Policy } from '../policy/policy.ts'
import type { ObjectStore } from '../store/store.ts'
import type { Audit } from './audit.ts'
import type { ItemEvent } from './item-event.ts'
import type { Streams } from './streams.ts'

/** The request that an internal error belongs to. */
export interface FaultContext {
  readonly operation?: string
  /** The client's address and port. */
  readonly peer?: string | undefined
}

/** Where a message of Log comes from. */
export type MessageOrigin = Pick<ItemEvent, 'principal' | 'ticketHolder' | 'peer'>

/** Reports an internal error, which clients do not see: a failing store, a defect. */
export type ReportFault = (error: unknown, event: FaultContext) => void

/** What all requests share. */
export interface Services {
  readonly store: ObjectStore
  readonly policy: Policy
  readonly requireAdministrator: RequireAdministrator
  readonly authenticate: Authenticate
  readonly requireCurrent: ReplacedCredentials['requireCurrent']
  readonly isClientAdmitted: IsClientAdmitted
  readonly handlers: ReadonlyMap<string, AnyHandler>
  readonly capabilities: Capabilities
  readonly now: () => Date
  /** Seconds that the Time Stamp of a request may differ from `now`; ignored if absent. */
  readonly timeStampTolerance?: number | undefined
  readonly random: (size: number) => Uint8Array
  readonly importKey: ImportKey
  readonly thread: KeyThread
  readonly streams: Streams
  readonly asynchronous: AsynchronousRequests
  readonly nextInRotation: (key: string) => number
  /** Serializes requests that conflict over the same object. */
  readonly mutex: KeyedMutex
  readonly reportItem: (event: ItemEvent) => void
  readonly audit: Audit
  /** Writes the entry that a client asked for with Log. */
  readonly writeLog: (message: string, from: MessageOrigin) => void
  readonly reportFault: ReportFault
}

export type Failure = Pick<KmipError, 'reason' | 'message'>
