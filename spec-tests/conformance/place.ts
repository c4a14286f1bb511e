import { childrenNamed, type Element, valueAt } from './element.ts'
import type { Check, RunState, Scope } from './run-state.ts'

/** Where a comparison is: the path for messages, and the elements around, innermost last. */
export interface Place {
  readonly path: string
  readonly expected: readonly Element[]
  readonly actual: readonly Element[]
}

/** Compares two elements of the same name and all that is in them. */
export type Descend = (state: RunState, scope: Scope, expected: Element, actual: Element, place: Place) => void

/** Compares two elements, and hands what is inside them to `descend`. */
export type Compare = (...given: [...Parameters<Descend>, descend: Descend]) => void

/** The name of a child in a path: with its position where several share the name. */
const stepName = (parent: Element, child: Element): string => {
  const attribute = child.name === 'Attribute' ? valueAt(child, 'AttributeName') : undefined
  if (attribute) return `Attribute[${attribute}]`
  const same = childrenNamed(parent, child.name)
  return same.length > 1 ? `${child.name}[${same.indexOf(child)}]` : child.name
}

export const placeWithin = (place: Place, expected: Element, actual: Element, child: Element): Place => ({
  path: `${place.path}/${stepName(expected.children.includes(child) ? expected : actual, child)}`,
  expected: [...place.expected, expected],
  actual: [...place.actual, actual],
})

/** Reports a problem of the answer. */
export const report = (state: RunState, path: string, message: string): void => {
  state.problems.push({ path, message })
}

/** Remembers how an expected element and all in it were compared, for the mutation proof. */
export const note = (state: RunState, expected: Element, check: Check): void => {
  state.checks.set(expected, check)
  for (const child of expected.children) note(state, child, check)
}

const describe = (element: Element) => (element.type === 'Structure' ? 'a structure' : element.value)

export const reportMissing = (state: RunState, place: Place, parent: Element, child: Element): void =>
  report(state, `${place.path}/${stepName(parent, child)}`, `is missing (expected ${describe(child)})`)

export const reportUnexpected = (state: RunState, place: Place, parent: Element, child: Element): void =>
  report(state, `${place.path}/${stepName(parent, child)}`, `is unexpected (got ${describe(child)})`)

/** Compares children one by one, in order; stops at the first element that is missing or too many. */
export const compareInOrder: Compare = (state, scope, expected, actual, place, descend) => {
  const count = Math.max(expected.children.length, actual.children.length)
  for (let at = 0; at < count; at++) {
    const [wanted, got] = [expected.children[at], actual.children[at]]
    if (wanted && got && wanted.name === got.name) {
      descend(state, scope, wanted, got, placeWithin(place, expected, actual, wanted))
      continue
    }
    if (wanted && (!got || !actual.children.slice(at).some(({ name }) => name === wanted.name)))
      reportMissing(state, place, expected, wanted)
    else if (got) reportUnexpected(state, place, actual, got)
    return
  }
}
