import { compareAttributeSet } from './attribute-set.ts'
import { batchItems } from './case-file.ts'
import { compareNotification, compareServerHeader } from './compare-notification.ts'
import { checkWrapped } from './crypto-check.ts'
import { type Element, find, valueAt } from './element.ts'
import { findMaterialProblem } from './generated-key.ts'
import { checkLeaf } from './leaf-check.ts'
import { compareDiscoverVersions, compareLocate, compareQuery } from './list-check.ts'
import { compareInOrder, type Descend, note, type Place, placeWithin, report } from './place.ts'
import type { RunState, Scope } from './run-state.ts'
import { attributeId } from './value.ts'

/** What a node means: its name, or for an Attribute Value the id of the attribute. */
const fieldOf = (expected: Element, place: Place): string =>
  expected.name === 'AttributeValue'
    ? attributeId(valueAt(place.expected.at(-1), 'AttributeName') ?? '')
    : expected.name

const children: Descend = (state, scope, expected, actual, place) =>
  compareInOrder(state, scope, expected, actual, place, compareNode)

const isGenerated = (state: RunState, scope: Scope) =>
  state.ring.get(valueAt(scope.answered, 'UniqueIdentifier') ?? '')?.generated === true

/** Key Material that the server made: its length, stability and form count, not the printed value. */
const compareMaterial: Descend = (state, scope, expected, actual, place) => {
  note(state, expected, 'predicate')
  const block = place.actual.at(-2)
  const problem = block ? findMaterialProblem(state, scope, block, actual) : 'is outside a Key Block'
  if (problem) report(state, place.path, problem)
  const printed = expected.type === 'ByteString' && !expected.value.startsWith('$')
  if (printed && valueAt(block, 'KeyFormatType') === 'Raw' && expected.value.length !== actual.value.length)
    report(state, place.path, `${actual.value.length / 2} bytes, expected ${expected.value.length / 2}`)
  if (expected.value.startsWith('$')) state.bindings.placeholders.set(expected.value, actual.value)
  const listNames = (element: Element) => element.children.map(({ name, type }) => `${name} ${type}`).join(', ')
  if (listNames(expected) !== listNames(actual))
    report(state, place.path, `expected ${listNames(expected)}, got ${listNames(actual)}`)
}

/** A wrapped Key Value whose bytes depend on a key of the server, or that the case prints wrongly encoded. */
const compareWrapped: Descend = (state, scope, expected, actual, place) => {
  note(state, expected, 'predicate')
  const block = place.actual.at(-1)
  const { problem } = block ? checkWrapped(state, scope, block, actual.value) : { problem: 'is outside a Key Block' }
  if (problem) report(state, place.path, problem)
}

const isWrappedByServer = (state: RunState, scope: Scope, expected: Element) =>
  scope.operation === 'Get' &&
  expected.name === 'KeyValue' &&
  expected.type === 'ByteString' &&
  (isGenerated(state, scope) || !valueAt(scope.asked, 'KeyWrappingSpecification', 'EncodingOption')) &&
  find(scope.asked, 'KeyWrappingSpecification') !== undefined

/** The Random Number Generator of a key that the server made is the server's own. */
const compareGenerator: Descend = (state, _scope, expected, actual, place) => {
  note(state, expected, 'free')
  state.checks.set(expected, 'predicate')
  const [algorithm] = actual.children
  if (algorithm?.name !== 'RNGAlgorithm' || algorithm.type !== 'Enumeration')
    report(state, place.path, 'does not begin with an RNG Algorithm')
}

const compareNode: Descend = (state, scope, expected, actual, place) => {
  const field = fieldOf(expected, place)
  if (!state.checks.has(expected)) state.checks.set(expected, 'exact')
  if (expected.name !== actual.name) {
    report(state, place.path, `expected ${expected.name}, got ${actual.name}`)
    return
  }
  if (expected.type !== actual.type) {
    report(state, place.path, `expected type ${expected.type}, got ${actual.type}`)
    return
  }
  if (field === 'KeyMaterial' && ['Get', 'Put'].includes(scope.operation) && isGenerated(state, scope))
    return compareMaterial(state, scope, expected, actual, place)
  if (isWrappedByServer(state, scope, expected)) return compareWrapped(state, scope, expected, actual, place)
  if (field === 'RandomNumberGenerator' && !state.suppliedFields.has(field))
    return compareGenerator(state, scope, expected, actual, place)
  if (expected.name === 'Template')
    return compareAttributeSet(state, scope, expected, actual, place, compareNode, false)
  if (expected.type === 'Structure') return children(state, scope, expected, actual, place)
  const outcome = checkLeaf(state, scope, expected, actual, field, place.expected.at(-1), place.path)
  state.checks.set(expected, outcome.check)
  if (outcome.problem) report(state, place.path, outcome.problem)
}

/** Get Attributes of 1.x holds them beside the Unique Identifier, of 2.x in Attributes: both as one set. */
const comparePayload: Descend = (state, scope, expected, actual, place) => {
  state.checks.set(expected, 'exact')
  if (actual.type !== 'Structure') return report(state, place.path, `expected a structure, got ${actual.type}`)
  switch (scope.operation) {
    case 'Query':
      return compareQuery(state, scope, expected, actual, place)
    case 'DiscoverVersions':
      return compareDiscoverVersions(state, scope, expected, actual, place, children)
    case 'Locate':
      return compareLocate(state, scope, expected, actual, place, children)
    case 'GetAttributeList':
      return compareAttributeSet(state, scope, expected, actual, place, compareNode, true)
    case 'GetAttributes': {
      const all = !scope.asked?.children.some(({ name }) => name === 'AttributeName' || name === 'AttributeReference')
      const [wanted, got] = [find(expected, 'Attributes'), find(actual, 'Attributes')]
      if (!wanted || !got) return compareAttributeSet(state, scope, expected, actual, place, compareNode, all)
      const omitAttributes = (element: Element) => ({
        ...element,
        children: element.children.filter(({ name }) => name !== 'Attributes'),
      })
      children(state, scope, omitAttributes(expected), omitAttributes(actual), place)
      state.checks.set(wanted, 'exact')
      return compareAttributeSet(
        state,
        scope,
        wanted,
        got,
        placeWithin(place, expected, actual, wanted),
        compareNode,
        all,
      )
    }
    default:
      return children(state, scope, expected, actual, place)
  }
}

/** A failure that is not expected is reported with its reason and message. */
const compareStatus: Descend = (state, scope, expected, actual, place) => {
  const item = place.actual.at(-1)
  const reason = valueAt(item, 'ResultReason')
  if (expected.value === 'Success' && reason) {
    state.checks.set(expected, 'exact')
    report(state, place.path, `expected Success, got ${actual.value} (${reason}: ${valueAt(item, 'ResultMessage')})`)
  } else compareNode(state, scope, expected, actual, place)
}

const partOfItem: Descend = (state, scope, expected, actual, place) => {
  if (expected.name === 'ResponsePayload') comparePayload(state, scope, expected, actual, place)
  else if (expected.name === 'RequestPayload') compareNotification(state, scope, expected, actual, place, compareNode)
  else if (expected.name === 'ResultStatus') compareStatus(state, scope, expected, actual, place)
  else compareNode(state, scope, expected, actual, place)
}

const compareItem: Descend = (state, scope, expected, actual, place) =>
  compareInOrder(state, scope, expected, actual, place, partOfItem)

/** A Server Correlation Value may come where none is printed, from 1.4 on; where one is printed it must come. */
const compareHeader = (state: RunState, scope: Scope, expected: Element, actual: Element, place: Place): void => {
  const name = 'ServerCorrelationValue'
  const [wanted, got] = [find(expected, name), find(actual, name)]
  if (wanted) state.checks.set(wanted, 'free')
  if (wanted && !got) report(state, `${place.path}/${name}`, 'is missing')
  if (got && scope.version < '1.4') report(state, `${place.path}/${name}`, `does not exist in ${scope.version}`)
  if (got && (got.type !== 'TextString' || !got.value || actual.children.at(-2) !== got))
    report(state, `${place.path}/${name}`, 'is no text in front of the Batch Count')
  const omitField = (element: Element) => ({
    ...element,
    children: element.children.filter((child) => child.name !== name),
  })
  children(state, scope, omitField(expected), omitField(actual), place)
}

/** Compares one response with the printed one. `request`: as it was sent. Problems and bindings go into the state. */
export const compareResponse = (
  state: RunState,
  request: Element,
  expected: Element,
  actual: Element,
  path: string,
): void => {
  const number = find(expected, 'ResponseHeader', 'ProtocolVersion')
  const version = `${valueAt(number, 'ProtocolVersionMajor')}.${valueAt(number, 'ProtocolVersionMinor')}`
  const requests = batchItems(request)
  const place: Place = { path, expected: [], actual: [] }
  const counts = [batchItems(expected).length, batchItems(actual).length]
  const text = valueAt(batchItems(actual).at(-1), 'ResultMessage')
  if (counts[0] !== counts[1])
    report(state, path, `expected ${counts[0]} batch items, got ${counts[1]}${text ? ` (${text})` : ''}`)
  let at = 0
  compareInOrder(
    state,
    { operation: '', version, asked: undefined, answered: undefined },
    expected,
    actual,
    place,
    (inner, scope, wanted, got, inside) => {
      state.checks.set(wanted, 'exact')
      if (wanted.name === 'ResponseHeader') return compareHeader(inner, scope, wanted, got, inside)
      if (wanted.name === 'RequestHeader') return compareServerHeader(inner, scope, wanted, got, inside)
      const item = requests[at++]
      compareItem(
        inner,
        {
          operation: valueAt(wanted, 'Operation') ?? '',
          version,
          asked: find(item, 'RequestPayload'),
          answered: find(got, 'ResponsePayload') ?? find(got, 'RequestPayload'),
        },
        wanted,
        got,
        inside,
      )
    },
  )
}
