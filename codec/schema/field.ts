import type { Type, Variants } from './type.ts'
import { type Version, versionIndex } from './version.ts'

/** How a field looks in one version. */
export interface Form {
  /** Tag id where it differs from the key's tag. */
  readonly tag: string | undefined
  readonly type: Type<any>
  readonly many: boolean
  /** The tag selects the variant; the value is `{ [key]: … }` with the variant's key. */
  readonly variants: Variants | undefined
  /** Takes all items here, as generic items. */
  readonly rest: boolean
}

interface Facts {
  readonly optional: boolean
  readonly unasked: boolean
  readonly many: boolean
  readonly since: number
  readonly until: number
  readonly tolerated: number
  /** Older forms: valid up to and including `until`. */
  readonly older: readonly { until: number; form: Partial<Form> }[]
  readonly variants: Variants | undefined
  readonly rest: boolean
}

const plain: Facts = {
  optional: false,
  unasked: false,
  many: false,
  since: 0,
  until: Number.POSITIVE_INFINITY,
  tolerated: Number.POSITIVE_INFINITY,
  older: [],
  variants: undefined,
  rest: false,
}

/**
 * One field of a structure: a type, whether it must be there, whether it repeats, and the versions it lives in. Immutable;
 * each method returns a changed copy.
 */
export class Field<V, Optional extends boolean = false> {
  /** Type level only. */
  declare readonly value: V
  /** Type level only. */
  declare readonly isOptional: Optional
  readonly type: Type<any>
  readonly facts: Facts

  constructor(type: Type<any>, facts: Partial<Facts> = {}) {
    this.type = type
    this.facts = { ...plain, ...facts }
  }

  optional(): Field<V, true> {
    return this.#with({ optional: true })
  }

  /** Optional, and no part of what a request asks for: a client skips it where it cannot be read. */
  unasked(): Field<V, true> {
    return this.#with({ optional: true, unasked: true })
  }

  /** Repeats; in memory an array. Required means at least once. */
  many(): Field<readonly V[], Optional> {
    return this.#with({ many: true })
  }

  since(version: Version): Field<V, Optional> {
    return this.#with({ since: versionIndex(version) })
  }

  /** The last version that has the field. */
  until(version: Version): Field<V, Optional> {
    return this.#with({ until: versionIndex(version) })
  }

  /** Read, but never written, from this version on, because this client sends it. */
  tolerate(version: Version, client: string): Field<V, Optional> {
    if (!client) throw new TypeError('tolerate: name the client')
    return this.#with({ tolerated: versionIndex(version) })
  }

  /** The field had this form up to and including `version`. Several calls add up. */
  was(version: Version, form: Partial<Form>): Field<V, Optional> {
    return this.#with({ older: [...this.facts.older, { until: versionIndex(version), form }] })
  }

  /** The field as `version` (an index) has it; `undefined` when it has not. */
  at(version: number, reading: boolean): Form | undefined {
    const { since, until, tolerated, older, many, variants, rest } = this.facts
    if (version > until || version < (reading ? Math.min(since, tolerated) : since)) return undefined
    const form: Form = { tag: undefined, type: this.type, many, variants, rest }
    return Object.assign(form, ...older.filter((old) => version <= old.until).map((old) => old.form))
  }

  #with(facts: Partial<Facts>): Field<any, any> {
    return new Field(this.type, { ...this.facts, ...facts })
  }
}

export type AnyField = Field<any, boolean>
export type Fields = Readonly<Record<string, AnyField>>

type OptionalKeys<F> = { [K in keyof F]: F[K] extends Field<any, true> ? K : never }[keyof F]

/** The in-memory value of a set of fields. */
export type ValuesOf<F> = {
  [K in Exclude<keyof F, OptionalKeys<F>>]: F[K] extends Field<infer V, boolean> ? V : never
} & {
  [K in OptionalKeys<F>]?: F[K] extends Field<infer V, boolean> ? V | undefined : never
}
