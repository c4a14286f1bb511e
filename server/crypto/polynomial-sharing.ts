import type { FiniteField } from './finite-field.ts'

/** Shamir's secret sharing: the values at 1 … parts of a random polynomial of degree threshold - 1 that is the secret at 0. */
export const share = <E>(field: FiniteField<E>, secret: E, parts: number, threshold: number, random: () => E): E[] => {
  const coefficients = [secret, ...Array.from({ length: threshold - 1 }, random)]
  return Array.from({ length: parts }, (_, part) => {
    const x = field.of(part + 1)
    return coefficients.reduceRight((sum, each) => field.add(field.multiply(sum, x), each), field.zero)
  })
}

/** By what the value at each element counts at `x` (Lagrange): the same for all pieces of a secret. */
export const weights = <E>(field: FiniteField<E>, elements: readonly E[], x: E): E[] =>
  elements.map((own) =>
    elements.reduce(
      (product, other) =>
        other === own
          ? product
          : field.multiply(
              product,
              field.multiply(field.subtract(x, other), field.inverse(field.subtract(own, other))),
            ),
      field.one,
    ),
  )

/** The value where the weights are for. */
export const interpolated = <E>(field: FiniteField<E>, values: readonly E[], of: readonly E[]): E =>
  values.reduce((sum, value, at) => field.add(sum, field.multiply(value, of[at] as E)), field.zero)
