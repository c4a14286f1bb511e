import type { AnyOperation, ResponseBatchItem } from '../../codec/index.ts'
import type { Awaitable, Change, DocumentChange, StoredObject } from '../store/store.ts'
import type { Scope } from './scope.ts'

/** What a handler returns: the payload and the changes to commit with it. */
export interface OperationResult<P> {
  readonly payload: P
  readonly changes?: readonly Change[]
  readonly documents?: readonly DocumentChange[]
  /** Replaces the response item. Poll returns the item of the polled request. */
  readonly responseItem?: ResponseBatchItem
}

type RequestValue<D> = D extends { readonly request: { readonly value: infer V } } ? V : never
type ResponseValue<D> = D extends { readonly response: { readonly value: infer V } } ? V : never

/** What this server decides for each operation. The operation's declaration holds what KMIP decides. */
interface Facts<D> {
  readonly operation: D
  /**
   * Who may call it. `anyone`: no credential is required and no policy applies, because clients discover the server
   * with it (KMIP 1.4 §4.25, §6.6, 2.1 §6.1.43, §9.4). `administrators`: it affects the whole server and is audited.
   */
  readonly access: 'anyone' | 'principals' | 'administrators'
  /**
   * The lowest Asynchronous Indicator that makes it asynchronous (KMIP 1.4 §6.7, 2.1 §9.2). `Mandatory`: it never
   * waits, so it runs at once unless the client insists. `never`: it acts on requests and connections (KMIP 2.1 §6.1.5,
   * §6.1.38).
   */
  readonly asynchronous: 'Optional' | 'Mandatory' | 'never'
}

interface ObjectFacts {
  /** The pipeline loads the object that the request names and checks the policy. */
  readonly target: 'object'
  /** Whether it accepts archived objects (KMIP 1.4 §11, 2.1 §11.46). */
  readonly archived: 'reached' | 'refused'
  /** Whether clients change attributes with it. The constraints then apply to the result (KMIP 2.1 §7.6). */
  readonly changesAttributes: boolean
}

interface NoObjectFacts {
  /** The handler loads what it needs. */
  readonly target: 'none'
}

/** One operation. */
export type Handler<D> = Facts<D> &
  (
    | (ObjectFacts & {
        run(request: RequestValue<D>, scope: Scope, object: StoredObject): Awaitable<OperationResult<ResponseValue<D>>>
      })
    | (NoObjectFacts & { run(request: RequestValue<D>, scope: Scope): Awaitable<OperationResult<ResponseValue<D>>> })
  )

/** A handler of any operation. */
export type AnyHandler = Facts<AnyOperation> &
  (ObjectFacts | NoObjectFacts) & {
    run(request: never, scope: Scope, object: StoredObject): Awaitable<OperationResult<unknown>>
  }

export const toCreation = (object: StoredObject): Change => ({ kind: 'create', object })
export const toUpdate = (object: StoredObject): Change => ({ kind: 'update', object })
