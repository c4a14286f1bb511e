import type { Version } from '../../codec/index.ts'
import type { Peer } from '../handler/scope.ts'
import type { Principal } from '../identity/principal.ts'
import type { Services } from './services.ts'

/** Whom a batch is done for, and what its answer may be. */
export interface Batch {
  readonly services: Services
  readonly version: Version
  readonly principal: Principal
  /** The connection, where it can be turned round. */
  readonly peer?: Peer | undefined
  readonly correlation: string | undefined
  /** What the client calls the request, for the log. */
  readonly clientCorrelation: string | undefined
  /** Bytes. */
  readonly maximumResponseSize: number | undefined
}
