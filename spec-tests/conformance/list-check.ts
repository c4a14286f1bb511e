import { childrenNamed, type Element, valueAt } from './element.ts'
import { type Compare, note, type Place, report } from './place.ts'
import type { RunState, Scope } from './run-state.ts'

/** Fields of Query's answer in wire order (KMIP 2.1 §6.1.36), with the function that asks for each. */
const queryFields: readonly (readonly [field: string, asked: string])[] = [
  ['Operation', 'QueryOperations'],
  ['ObjectType', 'QueryObjects'],
  ['VendorIdentification', 'QueryServerInformation'],
  ['ServerInformation', 'QueryServerInformation'],
  ['ApplicationNamespace', 'QueryApplicationNamespaces'],
  ['ExtensionInformation', 'QueryExtension'],
  ['AttestationType', 'QueryAttestationTypes'],
  ['RNGParameters', 'QueryRNGs'],
  ['ProfileInformation', 'QueryProfiles'],
  ['ValidationInformation', 'QueryValidations'],
  ['CapabilityInformation', 'QueryCapabilities'],
  ['ClientRegistrationMethod', 'QueryClientRegistrationMethods'],
  ['DefaultsInformation', 'QueryDefaultsInformation'],
  ['ProtectionStorageMask', 'QueryStorageProtectionMasks'],
]

const namesOf = (payload: Element, name: string) => childrenNamed(payload, name).map(({ value }) => value)

const listDuplicates = (values: readonly string[]) => values.filter((value, at) => values.indexOf(value) !== at)

/** The fields a request may be answered with, and those that may not be empty. */
const findAskedFields = (scope: Scope) => {
  const functions = scope.asked ? namesOf(scope.asked, 'QueryFunction') : []
  return queryFields.filter(([, asked]) => functions.some((name) => name.startsWith(asked))).map(([field]) => field)
}

/**
 * Query's lists say what the server does, so they are not compared with the printed ones: only fields that were asked
 * for, in wire order, without duplicates; Operation, Object Type and Server Information present when asked for.
 * Whether the operations are really there is probed (see `probe.ts`).
 */
export const compareQuery = (state: RunState, scope: Scope, expected: Element, actual: Element, place: Place): void => {
  note(state, expected, 'free')
  for (const element of [expected, ...expected.children]) state.checks.set(element, 'predicate')
  const asked = findAskedFields(scope)
  const order = actual.children.map(({ name }) => asked.indexOf(name))
  for (const [at, child] of actual.children.entries())
    if (order[at] === -1) report(state, `${place.path}/${child.name}`, 'was not asked for')
  if (order.some((position, at) => at > 0 && position < (order[at - 1] ?? 0)))
    report(
      state,
      place.path,
      `fields are out of order: ${[...new Set(actual.children.map(({ name }) => name))].join(', ')}`,
    )
  for (const field of ['Operation', 'ObjectType'] as const) {
    const values = namesOf(actual, field)
    if (asked.includes(field) && !values.length) report(state, `${place.path}/${field}`, 'is missing')
    if (listDuplicates(values).length)
      report(state, `${place.path}/${field}`, `has duplicates: ${listDuplicates(values).join(', ')}`)
  }
  for (const child of expected.children)
    if (!asked.includes(child.name))
      report(state, `${place.path}/${child.name}`, 'is expected though it was not asked for')
  if (asked.includes('ServerInformation') && !childrenNamed(actual, 'ServerInformation').length)
    report(state, `${place.path}/ServerInformation`, 'is missing')
}

const versionNumber = (version: Element) =>
  Number(valueAt(version, 'ProtocolVersionMajor')) * 100 + Number(valueAt(version, 'ProtocolVersionMinor'))

/**
 * Discover Versions without a list: every version of the server, newest first; those up to the message's own exactly as
 * printed. With a list: exactly as printed.
 */
export const compareDiscoverVersions: Compare = (state, scope, expected, actual, place, inOrder) => {
  const listed = scope.asked?.children.length
  const [major, minor] = scope.version.split('.').map(Number)
  const own = (major ?? 0) * 100 + (minor ?? 0)
  const versions = actual.children.map(versionNumber)
  if (!listed && versions.some((version, at) => at > 0 && version >= (versions[at - 1] ?? 0)))
    report(state, place.path, 'versions are not in descending order')
  const shown = listed ? actual.children : actual.children.filter((version) => versionNumber(version) <= own)
  inOrder(state, scope, expected, { ...actual, children: shown }, place)
}

/** Locate: exactly the printed set of identifiers, in any order, and nothing else. */
export const compareLocate: Compare = (state, scope, expected, actual, place, inOrder) => {
  const lookUp = (element: Element) => state.bindings.placeholders.get(element.value) ?? element.value
  const positions = new Map(expected.children.map((element, at) => [lookUp(element), at]))
  const rank = (element: Element) => positions.get(element.value) ?? Number.POSITIVE_INFINITY
  const sorted = {
    ...actual,
    children: actual.children.toSorted((left, right) => (rank(left) === rank(right) ? 0 : rank(left) - rank(right))),
  }
  inOrder(state, scope, expected, sorted, place)
}
