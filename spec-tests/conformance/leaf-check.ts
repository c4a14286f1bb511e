import { keyOfCarried, parseNowOffset } from './bindings.ts'
import { checkCertificate } from './certificate-check.ts'
import { findContainerProblem } from './container-check.ts'
import { checkCryptography } from './crypto-check.ts'
import { type Element, valueAt } from './element.ts'
import { isDigestOf } from './generated-key.ts'
import { findInfoProblem } from './pkcs-11-check.ts'
import { type Check, isNear, keyOfSupplied, type RunState, type Scope } from './run-state.ts'
import { isSameValue } from './value.ts'

/** How a leaf was compared, and what is wrong with it. */
interface Outcome {
  readonly check: Check
  readonly problem?: string
}

const shorten = (value: string) => (value.length > 80 ? `${value.slice(0, 60)}… (${value.length} characters)` : value)

const describeDifference = (expected: Element, actual: Element) =>
  `expected ${shorten(expected.value)}, got ${shorten(actual.value)}`

const compareExactly = (expected: Element, actual: Element, check: Check = 'exact'): Outcome =>
  isSameValue(expected, actual) ? { check } : { check, problem: describeDifference(expected, actual) }

const compareDate = (state: RunState, expected: Element, actual: Element, offset: number): Outcome =>
  isNear(state, actual.value, offset)
    ? { check: 'date' }
    : { check: 'date', problem: `${describeDifference(expected, actual)}, which is not within 5 seconds` }

/** Placeholders that stand for another value each time they are answered. */
const rebound = new Set(['$ASYNCHRONOUS_CORRELATION_VALUE', '$CORRELATION_VALUE'])

const bindPlaceholder = (state: RunState, expected: Element, actual: Element): Outcome => {
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
      : { check: 'bound', problem: `expected ${before} (${name}), got ${shorten(actual.value)}` }
  const family = name.replace(/_\d+$/, '')
  for (const [other, value] of placeholders)
    if (other.startsWith(family) && value === actual.value)
      return { check: 'bound', problem: `${name} and ${other} are both ${shorten(actual.value)}` }
  placeholders.set(name, actual.value)
  return { check: 'bound' }
}

/** Identifiers that a published case prints instead of a placeholder. */
const printedIdentifier = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

const compareDigest = (
  state: RunState,
  scope: Scope,
  expected: Element,
  actual: Element,
  format: string | undefined,
  path: string,
): Outcome => {
  const id = valueAt(scope.answered, 'UniqueIdentifier') ?? ''
  const known = state.ring.get(id)
  if (!known?.generated) return compareExactly(expected, actual)
  if (actual.value.length !== expected.value.length)
    return { check: 'predicate', problem: describeDifference(expected, actual) }
  const fits = isDigestOf(known, format, actual.value)
  if (fits === undefined) state.pendingDigests.push({ id, format, digest: actual.value, path })
  return fits === false
    ? { check: 'predicate', problem: 'not the SHA-256 digest of the Key Material' }
    : { check: 'predicate' }
}

const compareCryptography = (
  state: RunState,
  scope: Scope,
  expected: Element,
  actual: Element,
  field: string,
): Outcome | undefined => {
  const verdict = checkCryptography(state, scope, field, actual.value)
  if (!verdict) return undefined
  const placeholder = expected.value.startsWith('$')
  if (verdict.problem) return { check: 'predicate', problem: verdict.problem }
  if (!placeholder && expected.value.length !== actual.value.length)
    return { check: 'predicate', problem: `${actual.value.length / 2} bytes, expected ${expected.value.length / 2}` }
  if (placeholder) state.bindings.placeholders.set(expected.value, actual.value)
  else state.bindings.carried.set(keyOfCarried(expected), actual.value)
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
  if (field === 'TimeStamp') return compareDate(state, expected, actual, parseNowOffset(expected.value) ?? 0)
  if (field === 'ResultMessage') return actual.value ? { check: 'free' } : { check: 'free', problem: 'is empty' }
  if (field === 'LeaseTime')
    return Number(actual.value) > 0
      ? { check: 'free' }
      : { check: 'free', problem: describeDifference(expected, actual) }
  const crypto = compareCryptography(state, scope, expected, actual, field)
  if (crypto) return crypto
  if (field === 'PKCS_11OutputParameters' && valueAt(scope.answered, 'PKCS_11Function') === 'C_GetInfo') {
    const problem = findInfoProblem(expected.value, actual.value)
    return { check: 'predicate', ...(problem && { problem }) }
  }
  if (
    expected.name === 'KeyValue' &&
    scope.operation === 'Get' &&
    valueAt(scope.asked, 'KeyFormatType') === 'PKCS_12'
  ) {
    const problem = findContainerProblem(state, scope, actual)
    return problem ? { check: 'predicate', problem } : { check: 'predicate' }
  }
  const certificate = checkCertificate(state, scope, expected, actual, field)
  if (certificate) return { check: 'predicate', ...certificate }
  const offset = parseNowOffset(expected.value)
  if (offset !== undefined) return compareDate(state, expected, actual, offset)
  if (expected.value.startsWith('$')) return bindPlaceholder(state, expected, actual)
  if (field === 'DigestValue')
    return compareDigest(state, scope, expected, actual, siblings && valueAt(siblings, 'KeyFormatType'), path)
  if (expected.type === 'DateTime' && !state.supplied.has(keyOfSupplied(expected)))
    return compareDate(state, expected, actual, 0)
  if (field === 'UniqueIdentifier' && printedIdentifier.test(expected.value)) {
    const asked = valueAt(scope.asked, 'UniqueIdentifier')
    return asked === actual.value
      ? { check: 'bound' }
      : { check: 'bound', problem: `expected ${asked}, got ${actual.value}` }
  }
  return compareExactly(expected, actual)
}
