import { type Element, find, mapElement } from './element.ts'
import { canonicalize, toIsoSeconds } from './value.ts'

/** What one run of a case has fixed: its time, and the server's choices for the placeholders seen so far. */
export interface Bindings {
  /** Seconds since 1970 that `$NOW` stands for in requests. */
  readonly now: number
  /** Placeholder → the server's value. */
  readonly placeholders: Map<string, string>
  /** `Element name:canonical literal` that the case prints for a value the server chose → the value it chose. */
  readonly carried: Map<string, string>
}

export const createBindings = (now: number): Bindings => ({ now, placeholders: new Map(), carried: new Map() })

export const copyBindings = (from: Bindings): Bindings => ({
  now: from.now,
  placeholders: new Map(from.placeholders),
  carried: new Map(from.carried),
})

/** Seconds after `$NOW` that a value such as `$NOW-3600` means; undefined when it is no such value. */
export const parseNowOffset = (value: string): number | undefined => {
  const match = /^\$NOW([+-]\d+)?$/.exec(value)
  return match ? Number(match[1] ?? 0) : undefined
}

/** `$IV_COUNTER_NONCE_0` → `IVCounterNonce`: the element a placeholder is named after. */
const elementNames: Record<string, string> = {
  DATA: 'Data',
  IV_COUNTER_NONCE: 'IVCounterNonce',
  MAC_DATA: 'MACData',
  SIGNATURE_DATA: 'SignatureData',
  AUTHENTICATED_ENCRYPTION_TAG: 'AuthenticatedEncryptionTag',
}

export const keyOfCarried = (element: Element): string => `${element.name}:${canonicalize(element.type, element.value)}`

/**
 * The request with its placeholders replaced. A placeholder that no answer captured (`$DATA_0` of CS-BC-M-13) takes the
 * value of the element it is named after in the latest answer that had one (`answers`: oldest first).
 */
export const substitute = (request: Element, bindings: Bindings, answers: readonly Element[]): Element =>
  mapElement(request, (element) => {
    const { value } = element
    if (!value.startsWith('$')) {
      const carried = bindings.carried.get(keyOfCarried(element))
      return carried === undefined ? element : { ...element, value: carried }
    }
    const offset = parseNowOffset(value)
    if (offset !== undefined) return { ...element, value: toIsoSeconds(bindings.now + offset) }
    const bound = bindings.placeholders.get(value) ?? findLastAnswer(value, answers)
    if (bound === undefined) throw new Error(`nothing is known for ${value}`)
    return { ...element, value: bound }
  })

const findLastAnswer = (placeholder: string, answers: readonly Element[]): string | undefined => {
  const name = elementNames[placeholder.slice(1).replace(/_\d+$/, '')]
  if (!name) return undefined
  for (const answer of answers.toReversed())
    for (const item of answer.children.toReversed()) {
      const found = find(item, 'ResponsePayload', name)
      if (found) return found.value
    }
  return undefined
}
