import type { OperationDeclaration, ResponseBatchItem } from '../../codec/index.ts'
import type { Awaitable, Change, DocumentChange, StoredObject } from '../store/store.ts'
import type { Scope } from './scope.ts'

/** A payload, and the changes that make it true. */
export interface Outcome<P> {
  readonly payload: P
  readonly changes?: readonly Change[]
  readonly documents?: readonly DocumentChange[]
  /** The item to answer with where it is not the payload of this operation: what Poll was asked for. */
  readonly answer?: ResponseBatchItem
}

type RequestValue<D> = D extends { readonly request: { readonly value: infer V } } ? V : never
type ResponseValue<D> = D extends { readonly response: { readonly value: infer V } } ? V : never

/** One operation. `target: 'object'`: the pipeline loads the object that the request names and checks the policy. */
export type Handler<D> =
  | {
      readonly operation: D
      readonly target: 'object'
      /** Also for objects that are archived. */
      readonly reachesArchived?: true
      run(request: RequestValue<D>, scope: Scope, object: StoredObject): Awaitable<Outcome<ResponseValue<D>>>
    }
  | {
      readonly operation: D
      readonly target?: undefined
      /** For administrators only; recorded in the audit. */
      readonly administrative?: true
      run(request: RequestValue<D>, scope: Scope): Awaitable<Outcome<ResponseValue<D>>>
    }

/** A handler whose operation is known at run time only. */
export interface AnyHandler {
  readonly operation: OperationDeclaration<string, unknown, unknown>
  readonly target?: 'object' | undefined
  readonly reachesArchived?: true | undefined
  readonly administrative?: true | undefined
  run(request: never, scope: Scope, object: StoredObject): Awaitable<Outcome<unknown>>
}

export const created = (object: StoredObject): Change => ({ kind: 'create', object })
export const updated = (object: StoredObject): Change => ({ kind: 'update', object })
