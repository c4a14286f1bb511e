import { compareAttributeSet } from './attribute-set.ts'
import { type Element, find, valueAt } from './element.ts'
import { type Compare, compareInOrder, type Descend, report } from './place.ts'
import { isNear, type RunState, type Scope } from './run-state.ts'

const filterChildren = (element: Element, keep: (child: Element) => boolean): Element => ({
  ...element,
  children: element.children.filter(keep),
})

const isAttribute = ({ name }: Element): boolean => name === 'Attribute'

/**
 * What a notification may contain beyond the printed one: Destroy changes the Destroy Date too (KMIP 1.4 §3.27, §4.21), where TC-NP-2
 * prints the State alone; and the generator of a key, which is the server's own (TC-RNG-ATTR-1-14 has it, TC-NP-1-14 has not).
 */
const isUnprinted = (state: RunState, { operation }: Scope, expected: Element, element: Element): boolean => {
  const name = valueAt(element, 'AttributeName')
  if (expected.children.some((each) => valueAt(each, 'AttributeName') === name)) return false
  if (operation === 'Put') return name === 'Random Number Generator'
  const destroyed = expected.children.some((each) => valueAt(each, 'AttributeName') === 'State')
  return destroyed && name === 'Destroy Date' && isNear(state, valueAt(element, 'AttributeValue') ?? '')
}

/** Compares a Notify or Put of the server: the attributes in any order, with those that cases print or leave out. */
export const compareNotification: Compare = (state, scope, expected, actual, place, descend) => {
  state.checks.set(expected, 'exact')
  const omitAttributes = (element: Element) => filterChildren(element, (child) => !isAttribute(child))
  compareInOrder(state, scope, omitAttributes(expected), omitAttributes(actual), place, descend)
  const told = filterChildren(actual, (child) => isAttribute(child) && !isUnprinted(state, scope, expected, child))
  compareAttributeSet(state, scope, filterChildren(expected, isAttribute), told, place, descend, true)
}

/** A request of the server requires a Time Stamp (KMIP 1.0 §6.5, 1.4 §6.5); the cases leave it out. */
export const compareServerHeader: Descend = (state, scope, expected, actual, place) => {
  const stamp = find(actual, 'TimeStamp')
  if (!stamp || !isNear(state, stamp.value)) report(state, `${place.path}/TimeStamp`, 'is missing, or not near')
  const rest = filterChildren(actual, (child) => child !== stamp)
  compareInOrder(state, scope, expected, rest, place, (inner, at, wanted, got, inside) => {
    state.checks.set(wanted, 'exact')
    compareInOrder(inner, at, wanted, got, inside, (...given) => {
      const [, , leaf, other, where] = given
      state.checks.set(leaf, 'exact')
      if (leaf.value !== other.value) report(state, where.path, `expected ${leaf.value}, got ${other.value}`)
    })
    if (wanted.type !== 'Structure' && wanted.value !== got.value)
      report(state, inside.path, `expected ${wanted.value}, got ${got.value}`)
  })
}
