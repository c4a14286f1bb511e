/** Why the agent did not do what it was asked for: code → HTTP status. Stable: other programs decide by it. */
export const agentFaults = {
  badRequest: 400,
  notPermitted: 403,
  notFound: 404,
  exists: 409,
  /** Something still needs it. */
  inUse: 409,
  tooLarge: 413,
  /** It is sealed with another key, or it was altered. */
  cannotOpen: 422,
  /** The KMS answered, and refused. */
  kmsRefused: 502,
  /** The KMS does not answer. */
  kmsUnavailable: 503,
  internal: 500,
} as const
export type AgentFault = keyof typeof agentFaults

/** What goes wrong in the agent, in words for whoever runs the database. Never holds anything secret. */
export class AgentError extends Error {
  override readonly name = 'AgentError'
  readonly code: AgentFault
  /** What to do about it. */
  readonly hint: string | undefined

  constructor(code: AgentFault, message: string, hint?: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.hint = hint
  }
}
