import type { Version } from '../../codec/index.ts'
import type { Peer } from '../handler/scope.ts'
import type { Principal } from '../identity/principal.ts'
import type { NumberedRequest } from './number-request.ts'
import type { ResponseLimit } from './response-budget.ts'
import type { Services } from './services.ts'

/** The principal of a batch and the limits of its response. */
export interface Batch extends NumberedRequest {
  readonly services: Services
  readonly version: Version
  readonly principal: Principal
  /** The connection, for operations that reverse its roles or replace its certificate. */
  readonly peer?: Peer | undefined
  readonly correlation: string | undefined
  /** The Client Correlation Value, for the log. */
  readonly clientCorrelation: string | undefined
  /** The limits of its response; `undefined` where results are stored one by one. */
  readonly limit: ResponseLimit | undefined
}
