import type { Element } from './element.ts'

/**
 * A request that the case does not have, sent to learn what it leaves out. `key`: Get of a generated key whose
 * ciphertext is to be recomputed; `again`: the same Get once more, which must answer the same; `operation`: an empty
 * request of one operation, to compare Query's list with what the server does.
 */
export interface Probe {
  readonly kind: 'key' | 'again' | 'operation'
  readonly request: Element
  readonly response: Element
}

/** One request as it was sent, and what came back. */
export interface Exchange {
  readonly request: Element
  readonly response: Element
  /** Seconds since 1970 when the answer came. */
  readonly at: number
  readonly probes: readonly Probe[]
}

/** A recorded run of one case: enough to judge it again, offline. */
export interface Conversation {
  /** The exchanges before the case, which bring the server to its initial state; the judge ignores them. */
  readonly before: readonly Exchange[]
  /** Seconds since 1970 that `$NOW` stood for. */
  readonly now: number
  readonly exchanges: readonly Exchange[]
  /** Why the conversation ended before its last step: a lost connection, an answer that is no message. */
  readonly broken?: string
}
