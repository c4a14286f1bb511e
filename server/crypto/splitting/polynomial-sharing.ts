import type { FiniteField } from './finite-field.ts'

/**
 * Shamir's secret sharing: the values at 1 … `parts` of a random polynomial of degree `threshold` - 1 whose value at 0
 * is the secret.
 */
export const shareSecret = <E>(
  field: FiniteField<E>,
  secret: E,
  parts: number,
  threshold: number,
  random: () => E,
): E[] => {
  const coefficients = [secret, ...Array.from({ length: threshold - 1 }, random)]
  return Array.from({ length: parts }, (_, part) => {
    const x = field.fromIdentifier(part + 1)
    return coefficients.reduceRight((sum, each) => field.add(field.multiply(sum, x), each), field.zero)
  })
}

/** Computes for each factor the product of all others, without a division. */
const multiplyOthers = <E>({ one, multiply }: FiniteField<E>, factors: readonly E[]): E[] => {
  const before: E[] = []
  factors.reduce((product, factor) => {
    before.push(product)
    return multiply(product, factor)
  }, one)
  let after = one
  return factors
    .map((_, at) => factors.length - 1 - at)
    .map((at) => {
      const product = multiply(before[at] as E, after)
      after = multiply(after, factors[at] as E)
      return product
    })
    .reverse()
}

/** Inverts all elements with one inversion. */
const invertAll = <E>(field: FiniteField<E>, elements: readonly E[]): E[] => {
  const all = field.invert(elements.reduce(field.multiply, field.one))
  return multiplyOthers(field, elements).map((others) => field.multiply(others, all))
}

/** Lagrange interpolation: returns the weights of the values at these elements for a different element `x`. */
export const createWeights = <E>(field: FiniteField<E>, elements: readonly E[]): ((x: E) => E[]) => {
  const { multiply, subtract, one } = field
  const denominators = elements.map((element) =>
    elements.reduce(
      (product, other) => (other === element ? product : multiply(product, subtract(element, other))),
      one,
    ),
  )
  const inverted = invertAll(field, denominators)
  return (x) =>
    multiplyOthers(
      field,
      elements.map((each) => subtract(x, each)),
    ).map((numerator, at) => multiply(numerator, inverted[at] as E))
}

/** The value at the element that the weights are for. */
export const interpolate = <E>(field: FiniteField<E>, values: readonly E[], weights: readonly E[]): E =>
  values.reduce((sum, value, at) => field.add(sum, field.multiply(value, weights[at] as E)), field.zero)
