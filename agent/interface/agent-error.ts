import { type ErrorTable, InterfaceError } from '../../socket-interface/interface-error.ts'

/**
 * Why the agent refuses a request: the code that other programs decide by, its HTTP status and its meaning.
 * docs/reference/agent.md has this table.
 */
export const agentErrors = {
  badRequest: { status: 400, meaning: 'the path, the body or a field is wrong' },
  notPermitted: { status: 403, meaning: 'this socket does not permit the operation or the name' },
  notFound: { status: 404, meaning: 'no such path, key or secret' },
  exists: { status: 409, meaning: 'the name is taken' },
  inUse: { status: 409, meaning: 'something still needs the key' },
  tooLarge: { status: 413, meaning: 'a JSON body over 2 MiB' },
  cannotOpen: { status: 422, meaning: 'altered, cut off, or sealed with another key or for another context' },
  internal: { status: 500, meaning: "the agent failed; the cause is in the agent's log" },
  kmsRefused: { status: 502, meaning: 'the KMS answered and refused, or failed' },
  kmsUnavailable: { status: 503, meaning: 'the KMS does not answer: retry' },
} as const satisfies ErrorTable

export type AgentErrorCode = keyof typeof agentErrors

/** An error for the person who runs the database. Its text never holds anything secret. */
export class AgentError extends InterfaceError<AgentErrorCode> {
  override readonly name = 'AgentError'
}
