import type { Field, Fields } from '../schema/field.ts'
import { Structure } from '../schema/structure.ts'
import type { Version } from '../schema/version.ts'
import { Operation } from './enumeration/operations.ts'
import { type TagId, type TagKey, tagLookup } from './tag.ts'

type TagKeys<F> = { [K in keyof F]: K extends TagKey | 'object' | 'items' ? F[K] : never }

/**
 * Declares a structure: its keys are tags, their order is wire order. `object` (one of the managed objects) and `items`
 * (whatever stands there) are the two keys that are no tag.
 */
export const structure = <F extends Fields>(tag: TagId, fields: F & TagKeys<F>): Structure<F> =>
  new Structure<F>(tag, fields, tagLookup)

export type Direction = 'client-to-server' | 'server-to-client'

interface OperationFacts<Rq, Rs> {
  readonly since: Version
  readonly direction?: readonly Direction[]
  /** The request field that the ID Placeholder fills in when it is absent (KMIP 1.4 §4, 2.1 §6). */
  readonly placeholderIn?: string
  /** The response field that sets the ID Placeholder. */
  readonly placeholderOut?: string
  /** Of several identifiers the first one sets it; without this, several set none (Locate). */
  readonly placeholderIsFirst?: boolean
  /**
   * It changes nothing on the server, so that to ask twice is as good as once. Encrypt, Sign and the like are not such: they
   * use up Usage Limits, and a stream must not get a part twice.
   */
  readonly repeatable?: boolean
  readonly request: Field<Rq>
  readonly response: Field<Rs>
}

/** One operation: both payloads and what the batch needs to know of it. */
export interface OperationDeclaration<N extends string, Rq, Rs> extends OperationFacts<Rq, Rs> {
  readonly name: N
  /** Number in the Operation enumeration. */
  readonly code: number
}

export const operation = <N extends string, Rq, Rs>(
  name: N,
  facts: OperationFacts<Rq, Rs>,
): OperationDeclaration<N, Rq, Rs> => {
  const code = Operation.codeOf(name)
  if (code === undefined) throw new TypeError(`${name} is not in the Operation enumeration`)
  return { direction: ['client-to-server'], ...facts, name, code }
}
