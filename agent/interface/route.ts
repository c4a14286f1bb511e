import type { Route } from '../../socket-interface/route.ts'
import type { AgentErrorCode } from './agent-error.ts'

/** What one request of the agent's interface takes and gives, and what permits it. */
export interface AgentRoute extends Route<AgentErrorCode> {
  /** The operation that the socket's configuration must list. Absent: every socket may send the request. */
  readonly permission?: string
  /** The list of the socket's configuration that must hold the name in the path. */
  readonly nameIn?: 'keys' | 'secrets' | 'kmsKeys'
  /** The query takes `context`: what the data is for. */
  readonly takesContext?: true
}

/** Every route may answer with these. */
export const commonErrors = ['badRequest', 'notPermitted', 'internal'] as const satisfies readonly AgentErrorCode[]

/** Whatever needs the KMS may answer with these. */
export const kmsErrors = ['notFound', 'kmsRefused', 'kmsUnavailable'] as const satisfies readonly AgentErrorCode[]
