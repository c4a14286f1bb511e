import type { Field, Fields } from '../schema/field.ts'
import { Structure } from '../schema/structure.ts'
import type { Version } from '../schema/version.ts'
import { Operation } from './enumeration/operations.ts'
import { type TagId, type TagKey, tagLookup } from './tag.ts'

type TagKeys<F> = { [K in keyof F]: K extends TagKey | 'object' | 'items' ? F[K] : never }

/**
 * Declares a structure: its keys are tags, their order is wire order. `object` (one of the managed objects) and `items`
 * (any items) are the two keys that are not tags.
 */
export const structure = <F extends Fields>(tag: TagId, fields: F & TagKeys<F>): Structure<F> =>
  new Structure<F>(tag, fields, tagLookup)

/** Who asks whom. */
export type Direction = 'client-to-server' | 'server-to-client' | 'both'

/** The properties of an operation in KMIP; its declaration decides each of them. */
interface OperationFacts<Rq, Rs, D extends Direction> {
  readonly since: Version
  readonly direction: D
  /**
   * The stored objects that it works on: those that the request names, those that it searches for, or none. `replaced`: it
   * makes an object that takes the place of the named one.
   */
  readonly objects: 'none' | 'named' | 'replaced' | 'found'
  /** The request field that the ID Placeholder fills in when it is absent (KMIP 1.4 §4, 2.1 §6). */
  readonly placeholderIn: 'none' | (keyof Rq & string)
  /** The response field that sets the ID Placeholder. Several identifiers set none, but for `firstOf`. */
  readonly placeholderOut: 'none' | (keyof Rs & string) | { readonly firstOf: keyof Rs & string }
  /**
   * It changes nothing on the server, so that to ask twice is as good as once. Encrypt, Sign and the like use up Usage Limits,
   * and a stream must not get a part twice: they are not repeatable.
   */
  readonly repeatable: boolean
  readonly request: Field<Rq>
  readonly response: Field<Rs>
}

/** One operation: both payloads and what the batch needs to know of it. */
export interface OperationDeclaration<N extends string, Rq, Rs, D extends Direction = 'client-to-server' | 'both'>
  extends Omit<OperationFacts<Rq, Rs, D>, 'placeholderIn' | 'placeholderOut'> {
  readonly name: N
  /** Number in the Operation enumeration. */
  readonly code: number
  readonly placeholderIn: string
  readonly placeholderOut: string | { readonly firstOf: string }
}

/** An operation that is known at run time only. */
export type AnyOperation = OperationDeclaration<string, unknown, unknown, Direction>

export const operation = <N extends string, Rq, Rs, D extends Direction>(
  name: N,
  facts: OperationFacts<Rq, Rs, D>,
): OperationDeclaration<N, Rq, Rs, D> => {
  const code = Operation.codeOf(name)
  if (code === undefined) throw new TypeError(`${name} is not in the Operation enumeration`)
  return { ...facts, name, code }
}
