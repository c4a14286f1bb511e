import type { AnyOperation, ResponseBatchItem } from '../../codec/index.ts'
import type { Awaitable, Change, DocumentChange, StoredObject } from '../store/store.ts'
import type { Scope } from './scope.ts'

/** A payload, and the changes that make it true. */
export interface OperationResult<P> {
  readonly payload: P
  readonly changes?: readonly Change[]
  readonly documents?: readonly DocumentChange[]
  /** The item to answer with where it is not the payload of this operation: what Poll was asked for. */
  readonly responseItem?: ResponseBatchItem
}

type RequestValue<D> = D extends { readonly request: { readonly value: infer V } } ? V : never
type ResponseValue<D> = D extends { readonly response: { readonly value: infer V } } ? V : never

/** What the server decides for each operation; what KMIP says of it stands in its declaration. */
interface Facts<D> {
  readonly operation: D
  /**
   * Who may ask. `anyone`: no credential is needed and no limit of the policy applies, as without it no client finds out what
   * it can do (KMIP 1.4 §4.25, §6.6, 2.1 §6.1.43, §9.4). `administrators`: it concerns all of the server, and is recorded in the audit.
   */
  readonly access: 'anyone' | 'principals' | 'administrators'
  /**
   * The Asynchronous Indicator from which on Poll gives the answer (KMIP 1.4 §6.7, 2.1 §9.2). `Mandatory`: the answer is known
   * without waiting. `never`: it is about requests and connections (KMIP 2.1 §6.1.5, §6.1.38).
   */
  readonly asynchronous: 'Optional' | 'Mandatory' | 'never'
}

interface ObjectFacts {
  /** The pipeline loads the object that the request names and checks the policy. */
  readonly target: 'object'
  /** Whether it reaches objects that are archived (KMIP 1.4 §11, 2.1 §11.46). */
  readonly archived: 'reached' | 'refused'
  /** Clients change attributes of the object with it: what comes of it is held to the constraints (KMIP 2.1 §7.6). */
  readonly changesAttributes: boolean
}

interface NoObjectFacts {
  /** It loads what it needs itself. */
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

/** A handler whose operation is known at run time only. */
export type AnyHandler = Facts<AnyOperation> &
  (ObjectFacts | NoObjectFacts) & {
    run(request: never, scope: Scope, object: StoredObject): Awaitable<OperationResult<unknown>>
  }

export const toCreation = (object: StoredObject): Change => ({ kind: 'create', object })
export const toUpdate = (object: StoredObject): Change => ({ kind: 'update', object })
