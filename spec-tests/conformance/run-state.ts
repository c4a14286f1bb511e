import type { KeyObject } from 'node:crypto'
import type { Bindings } from './bindings.ts'
import type { Element } from './element.ts'
import type { KeyRing } from './key-ring.ts'
import { canonicalize, toSeconds } from './value.ts'

/** Something an answer has that the case does not expect; `path` from the message inward. */
export interface Problem {
  readonly path: string
  readonly message: string
}

/**
 * How an expected element was compared. `exact`: value and all; `bound`: equal wherever the same placeholder stands;
 * `date`: within 5 seconds; `set`: one of a list without order; `predicate`: recomputed, because the server chose it;
 * `free`: only its presence counts.
 */
export type Check = 'exact' | 'bound' | 'date' | 'set' | 'predicate' | 'free'

/** What the judge knows while it goes through one conversation. */
export interface RunState {
  bindings: Bindings
  readonly ring: KeyRing
  /** Seconds when each answer so far came, the present one last. */
  readonly instants: number[]
  /** Values that the case's requests so far contain, as {@link keyOfSupplied} of the case's own elements. */
  readonly supplied: Set<string>
  /** Names of attributes that the client has set. */
  readonly suppliedFields: Set<string>
  readonly privateKeyOf: (publicKey: KeyObject) => KeyObject | undefined
  /** Input and output so far of streamed operations, by correlation value. */
  readonly streams: Map<string, { input: string; output: string }>
  /** Digests of generated keys whose material is not known yet. */
  readonly pendingDigests: { id: string; format: string | undefined; digest: string; path: string }[]
  problems: Problem[]
  readonly checks: Map<Element, Check>
}

/** One batch item under comparison. */
export interface Scope {
  readonly operation: string
  /** `1.4` */
  readonly version: string
  /** The Request Payload as it was sent. */
  readonly asked: Element | undefined
  /** The Response Payload as it came. */
  readonly answered: Element | undefined
}

export const keyOfSupplied = (element: Element): string =>
  `${element.type}:${canonicalize(element.type, element.value)}`

/** How far a date may be from the moment it belongs to, in seconds. */
const tolerance = 5

export const isNear = (state: RunState, value: string, offset = 0): boolean => {
  const date = toSeconds(value)
  return state.instants.some((instant) => Math.abs(date - instant - offset) <= tolerance)
}

export const createRunState = (bindings: Bindings, privateKeyOf: RunState['privateKeyOf']): RunState => ({
  bindings,
  ring: new Map(),
  instants: [],
  supplied: new Set(),
  suppliedFields: new Set(),
  privateKeyOf,
  streams: new Map(),
  pendingDigests: [],
  problems: [],
  checks: new Map(),
})
