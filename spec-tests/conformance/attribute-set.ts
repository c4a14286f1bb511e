import { copyBindings } from './bindings.ts'
import { type Element, find, valueAt } from './element.ts'
import {
  type Compare,
  type Descend,
  type Place,
  placeWithin,
  report,
  reportMissing,
  reportUnexpected,
} from './place.ts'
import { isNear, type RunState, type Scope } from './run-state.ts'
import { attributeId } from './value.ts'

/**
 * Cryptographic Algorithm of a certificate: every version's text and rules table have it (KMIP 1.0 §3.4, 1.4 §3.4), the
 * cases leave it out of the lists (TC-132, TC-134, TC-ECC-3).
 */
const isAlgorithmOfCertificate = (element: Element, list: Element): boolean =>
  idOf(element) === 'CryptographicAlgorithm' && list.children.some((each) => idOf(each) === 'CertificateType')

/**
 * Attributes that some cases print in a list of all attributes and other cases of the same version leave out: Lease
 * Time and Original Creation Date (named in the cases' README), Cryptographic Length (TC-132-10, not TC-ECC-3-10),
 * Fresh (TC-132-12, not TC-PGP-1-12) and the four of sensitivity (SKLC-O-1-14, not TL-M-3-14). A server may have them
 * where they are not printed, with a value that makes sense.
 */
const optional: Record<string, (state: RunState, value: string) => boolean> = {
  LeaseTime: (_, value) => Number(value) > 0,
  OriginalCreationDate: (state, value) => isNear(state, value),
  CryptographicLength: (_, value) => Number(value) > 0,
  Fresh: (_, value) => value === 'true' || value === 'false',
  AlwaysSensitive: (_, value) => value === 'false',
  Extractable: (_, value) => value === 'true',
  NeverExtractable: (_, value) => value === 'false',
  Sensitive: (_, value) => value === 'false',
}

/** The attribute that an element names: the id of a standard attribute, `vendor-name` of others. */
const idOf = (element: Element): string => {
  const vendor = valueAt(element, 'VendorIdentification')
  const name = valueAt(element, 'AttributeName')
  if (vendor !== undefined) return `${vendor}-${name}`
  if (name !== undefined) return /^[xy]-/.test(name) ? name : attributeId(name)
  if (element.name === 'AttributeReference') return element.value
  if (element.name === 'AttributeName') return /^[xy]-/.test(element.value) ? element.value : attributeId(element.value)
  return element.name
}

/** Groups attributes by element name and id; the Unique Identifier beside them is a group by itself. */
const groupByAttribute = (elements: readonly Element[]) =>
  Map.groupBy(elements, (element) => `${element.name} ${idOf(element)}`)

const omitIndex = (element: Element): Element => ({
  ...element,
  children: element.children.filter(({ name }) => name !== 'AttributeIndex'),
})

const listIndexes = (elements: readonly Element[]) =>
  elements
    .map((element) => Number(valueAt(element, 'AttributeIndex') ?? 0))
    .sort((left, right) => left - right)
    .join(', ')

/** Whether two elements agree; the state stays as it is. */
const isEqual = (...[state, scope, expected, actual, place, descend]: Parameters<Compare>): boolean => {
  const trial: RunState = {
    ...state,
    bindings: copyBindings(state.bindings),
    pendingDigests: [],
    problems: [],
    checks: new Map(),
  }
  descend(trial, scope, expected, actual, place)
  return trial.problems.length === 0
}

/** Several instances of one attribute: the same values, and the same indexes, in any pairing. */
const compareInstances = (
  state: RunState,
  scope: Scope,
  expected: Element[],
  actual: Element[],
  place: Place,
  descend: Descend,
): void => {
  const left = [...actual]
  for (const wanted of expected) {
    const at = left.findIndex((got) => isEqual(state, scope, omitIndex(wanted), omitIndex(got), place, descend))
    if (at < 0) {
      report(state, place.path, `no instance is ${valueAt(wanted, 'AttributeValue') || wanted.value || 'as expected'}`)
      return
    }
    const [got] = left.splice(at, 1)
    if (got) descend(state, scope, omitIndex(wanted), omitIndex(got), place)
    state.checks.set(wanted, 'set')
    const index = find(wanted, 'AttributeIndex')
    if (index) state.checks.set(index, 'exact')
  }
  if (listIndexes(expected) !== listIndexes(actual))
    report(state, place.path, `expected the indexes ${listIndexes(expected)}, got ${listIndexes(actual)}`)
}

/** Whether an attribute may be present where the case prints none: it is optional, and its value, if any, is valid. */
const isOptional = (state: RunState, element: Element): boolean => {
  const accepts = optional[idOf(element)]
  if (element.name === 'AttributeName' || element.name === 'AttributeReference') return accepts !== undefined
  return accepts?.(state, (find(element, 'AttributeValue') ?? element).value) ?? false
}

type CompareSet = [...Parameters<Compare>, all: boolean]

/**
 * Compares attributes without regard to their order. `all`: the server was asked for every attribute it has, so it may
 * have the optional ones too.
 */
export const compareAttributeSet = (...[state, scope, expected, actual, place, descend, all]: CompareSet): void => {
  const got = groupByAttribute(actual.children)
  for (const [key, wanted] of groupByAttribute(expected.children)) {
    const [first] = wanted
    const instances = got.get(key) ?? []
    got.delete(key)
    if (!first) continue
    if (instances.length < wanted.length) reportMissing(state, place, expected, wanted.at(-1) ?? first)
    else if (instances.length > wanted.length) reportUnexpected(state, place, actual, instances.at(-1) ?? first)
    else if (wanted.length === 1)
      descend(state, scope, first, instances[0] ?? first, placeWithin(place, expected, actual, first))
    else compareInstances(state, scope, wanted, instances, placeWithin(place, expected, actual, first), descend)
  }
  for (const extra of got.values())
    for (const element of extra)
      if (!all || !(isOptional(state, element) || isAlgorithmOfCertificate(element, expected)))
        reportUnexpected(state, place, actual, element)
}
