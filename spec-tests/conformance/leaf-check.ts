import { carriedKey, nowOffset } from './bindings.ts'
import { certificateProblemOf } from './certificate-check.ts'
import { containerProblem } from './container-check.ts'
import { cryptoVerdict } from './crypto-check.ts'
import { type Element, valueAt } from './element.ts'
import { digestFits } from './generated-key.ts'
import { infoProblemOf } from './pkcs-11-check.ts'
import { type Check, isNear, type RunState, type Scope, suppliedKey } from './run-state.ts'
import { sameValue } from './value.ts'

/** How a leaf was compared, and what is wrong with it. */
interface Outcome {
  readonly check: Check
  readonly problem?: string
}

const short = (value: string) => (value.length > 80 ? `${value.slice(0, 60)}… (${value.length} characters)` : value)

const differs = (expected: Element, actual: Element) => `expected ${short(expected.value)}, got ${short(actual.value)}`

const exact = (expected: Element, actual: Element, check: Check = 'exact'): Outcome =>
  sameValue(expected, actual) ? { check } : { check, problem: differs(expected, actual) }

const dated = (state: RunState, expected: Element, actual: Element, offset: number): Outcome =>
  isNear(state, actual.value, offset)
    ? { check: 'date' }
    : { check: 'date', problem: `${differs(expected, actual)}, which is not within 5 seconds` }

/** Placeholders that stand for another value each time they are answered. */
const rebound = new Set(['$ASYNCHRONOUS_CORRELATION_VALUE', '$CORRELATION_VALUE'])

const bound = (state: RunState, expected: Element, actual: Element): Outcome => {
  const name = expected.value
  const { placeholders } = state.bindings
  if (actual.value === '') return { check: 'bound', problem: `${name} is empty` }
  if (rebound.has(name)) {
    placeholders.set(name, actual.value)
    return { check: 'free' }
  }
  const before = placeholders.get(name)
  if (before !== undefined)
    return before === actual.value
      ? { check: 'bound' }
      : { check: 'bound', problem: `expected ${before} (${name}), got ${short(actual.value)}` }
  const family = name.replace(/_\d+$/, '')
  for (const [other, value] of placeholders)
    if (other.startsWith(family) && value === actual.value)
      return { check: 'bound', problem: `${name} and ${other} are both ${short(actual.value)}` }
  placeholders.set(name, actual.value)
  return { check: 'bound' }
}

/** Identifiers that a published case prints instead of a placeholder. */
const printedIdentifier = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

const digestOutcome = (
  state: RunState,
  scope: Scope,
  expected: Element,
  actual: Element,
  format: string | undefined,
  path: string,
): Outcome => {
  const id = valueAt(scope.answered, 'UniqueIdentifier') ?? ''
  const known = state.ring.get(id)
  if (!known?.generated) return exact(expected, actual)
  if (actual.value.length !== expected.value.length) return { check: 'predicate', problem: differs(expected, actual) }
  const fits = digestFits(known, format, actual.value)
  if (fits === undefined) state.pendingDigests.push({ id, format, digest: actual.value, path })
  return fits === false
    ? { check: 'predicate', problem: 'not the SHA-256 digest of the Key Material' }
    : { check: 'predicate' }
}

const cryptoOutcome = (
  state: RunState,
  scope: Scope,
  expected: Element,
  actual: Element,
  field: string,
): Outcome | undefined => {
  const verdict = cryptoVerdict(state, scope, field, actual.value)
  if (!verdict) return undefined
  const placeholder = expected.value.startsWith('$')
  if (verdict.problem) return { check: 'predicate', problem: verdict.problem }
  if (!placeholder && expected.value.length !== actual.value.length)
    return { check: 'predicate', problem: `${actual.value.length / 2} bytes, expected ${expected.value.length / 2}` }
  if (placeholder) state.bindings.placeholders.set(expected.value, actual.value)
  else state.bindings.carried.set(carriedKey(expected), actual.value)
  return { check: 'predicate' }
}

/**
 * Compares two leaves of the same name and type under the strict rule. `field` is what the leaf means: its name, or for
 * an Attribute Value the id of the attribute; `siblings` the element that holds it.
 */
export const checkLeaf = (
  state: RunState,
  scope: Scope,
  expected: Element,
  actual: Element,
  field: string,
  siblings: Element | undefined,
  path: string,
): Outcome => {
  if (field === 'TimeStamp') return dated(state, expected, actual, nowOffset(expected.value) ?? 0)
  if (field === 'ResultMessage') return actual.value ? { check: 'free' } : { check: 'free', problem: 'is empty' }
  if (field === 'LeaseTime')
    return Number(actual.value) > 0 ? { check: 'free' } : { check: 'free', problem: differs(expected, actual) }
  const crypto = cryptoOutcome(state, scope, expected, actual, field)
  if (crypto) return crypto
  if (field === 'PKCS_11OutputParameters' && valueAt(scope.answered, 'PKCS_11Function') === 'C_GetInfo') {
    const problem = infoProblemOf(expected.value, actual.value)
    return { check: 'predicate', ...(problem && { problem }) }
  }
  if (
    expected.name === 'KeyValue' &&
    scope.operation === 'Get' &&
    valueAt(scope.asked, 'KeyFormatType') === 'PKCS_12'
  ) {
    const problem = containerProblem(state, scope, actual)
    return problem ? { check: 'predicate', problem } : { check: 'predicate' }
  }
  const certificate = certificateProblemOf(state, scope, expected, actual, field)
  if (certificate) return { check: 'predicate', ...certificate }
  const offset = nowOffset(expected.value)
  if (offset !== undefined) return dated(state, expected, actual, offset)
  if (expected.value.startsWith('$')) return bound(state, expected, actual)
  if (field === 'DigestValue')
    return digestOutcome(state, scope, expected, actual, siblings && valueAt(siblings, 'KeyFormatType'), path)
  if (expected.type === 'DateTime' && !state.supplied.has(suppliedKey(expected)))
    return dated(state, expected, actual, 0)
  if (field === 'UniqueIdentifier' && printedIdentifier.test(expected.value)) {
    const asked = valueAt(scope.asked, 'UniqueIdentifier')
    return asked === actual.value
      ? { check: 'bound' }
      : { check: 'bound', problem: `expected ${asked}, got ${actual.value}` }
  }
  return exact(expected, actual)
}
