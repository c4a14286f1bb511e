import { type Data, KmipError, type RequestBatchItem, type UniqueIdentifier, type Version } from '../../codec/index.ts'
import { livesIn } from '../../codec/kmip/version.ts'
import { requireProtectionStorage } from '../attributes/protection-storage.ts'
import type { AnyHandler, OperationResult } from '../handler/handler.ts'
import type { Capabilities, PartRequest, Peer, Scope, Stream } from '../handler/scope.ts'
import { findTicketHolder, type Principal } from '../identity/principal.ts'
import { requireOnline } from '../lifecycle/archival.ts'
import { settleState } from '../lifecycle/settle-state.ts'
import { limitReach, type RightsItem, requireRight } from '../policy/ticket-rights.ts'
import type {
  Awaitable,
  DocumentQuery,
  FindQuery,
  FindResult,
  ObjectStore,
  Reach,
  StoredDocument,
  StoredObject,
} from '../store/store.ts'
import { enforceConstraints } from './enforce-constraints.ts'
import type { References } from './references.ts'
import { scheduleRotation } from './schedule-rotation.ts'
import type { Services } from './services.ts'
import { settleDue } from './settle-due.ts'
import { type BatchStreams, runInOnePart } from './streams.ts'

/** The principal, connection and batch that an item runs for. */
export interface ItemContext {
  readonly services: Services
  readonly version: Version
  readonly principal: Principal
  readonly peer?: Peer | undefined
  readonly references: References
  /** The store as the item sees it. */
  readonly view: Pick<ObjectStore, 'get' | 'find' | 'documents'>
  /** Absent in asynchronous requests: they may run again after a restart, when earlier parts are lost. */
  readonly streams?: BatchStreams
}

export type Payload = Record<string, unknown>

const findHandler = (item: RequestBatchItem, { services, version, principal }: ItemContext): AnyHandler => {
  const { fault } = item
  // Its Operation may be what is wrong.
  if (fault && !item.operation) throw fault
  const handler = services.handlers.get(item.operation)
  if (!handler || !livesIn(version, handler.operation.since))
    throw new KmipError('OperationNotSupported', `The operation ${item.operation} is not supported in KMIP ${version}.`)
  if (fault) throw fault
  if (handler.access === 'administrators') services.requireAdministrator(principal, item.operation)
  return handler
}

/** KMIP dates are whole seconds: a stored date equals the one a client reads back. */
const truncateToSeconds = (date: Date): Date => new Date(Math.floor(date.getTime() / 1000) * 1000)

/** The scope of one item. A class: methods on the prototype cost nothing per item. */
class ItemScope implements Scope {
  readonly version: Version
  readonly principal: Principal
  readonly peer: Peer | undefined
  readonly now: Date
  readonly random: (size: number) => Uint8Array
  readonly capabilities: Capabilities
  readonly importKey: Scope['importKey']
  readonly thread: Scope['thread']
  readonly asynchronous: Scope['asynchronous']
  readonly #reachesArchived: boolean
  readonly #context: ItemContext
  readonly #item: RightsItem

  constructor(handler: AnyHandler, context: ItemContext, item: RightsItem) {
    const { services } = context
    this.version = context.version
    this.principal = context.principal
    this.peer = context.peer
    this.now = truncateToSeconds(services.now())
    this.random = services.random
    this.capabilities = services.capabilities
    this.importKey = services.importKey
    this.thread = services.thread
    this.asynchronous = services.asynchronous
    this.#reachesArchived = handler.target === 'object' && handler.archived === 'reached'
    this.#context = context
    this.#item = item
  }

  load(given: UniqueIdentifier | undefined): Awaitable<StoredObject> {
    const { view, references } = this.#context
    const found = view.get(references.resolveIdentifier(given))
    return found instanceof Promise ? found.then((object) => this.#requireUsable(object)) : this.#requireUsable(found)
  }

  find(query: Omit<FindQuery, 'owner' | 'within'>): Awaitable<FindResult> {
    const reach = this.#determineReach()
    // The store has an index by owner.
    const [first, second] = reach
    const { owner, ...rest } = first ?? {}
    return this.#context.view.find(
      owner !== undefined && !second && Object.keys(rest).length === 0
        ? { ...query, owner }
        : { ...query, within: reach },
    )
  }

  documents(query: DocumentQuery): Awaitable<readonly StoredDocument[]> {
    return this.#context.view.documents(query)
  }

  async settle(): Promise<void> {
    const owners = new Set(this.#determineReach().map(({ owner }) => owner))
    const all = owners.has(undefined) ? [undefined] : owners
    for (const owner of all) await settleDue(this.#context.services.store, owner, this.now)
  }

  log(message: string): void {
    this.#context.services.writeLog(message, {
      principal: this.principal.id,
      ticketHolder: findTicketHolder(this.principal),
      peer: this.peer?.address,
    })
  }

  nextInRotation(key: string): number {
    return this.#context.services.nextInRotation(`${this.principal.id} ${key}`)
  }

  #determineReach(): readonly Reach[] {
    return limitReach(this.principal, this.#context.services.policy.determineReach(this.principal))
  }

  runPart<S extends Stream, P extends object>(
    request: PartRequest,
    key: string,
    begin: () => S,
    step: (stream: S, isLast: boolean) => Awaitable<P>,
  ): Awaitable<P & { readonly correlationValue?: Uint8Array }> {
    const part = { request, purpose: `${this.#item.operation} ${key}`, begin, step }
    const { streams } = this.#context
    return streams ? streams.runInParts(this.#item.identity, part) : runInOnePart(part)
  }

  #requireUsable(object: StoredObject | undefined): StoredObject {
    if (!object) throw new KmipError('ObjectNotFound', 'There is no object with this Unique Identifier.')
    this.#context.services.policy.requireAccess(this.principal, this.#item.operation, object)
    requireRight(this.principal, this.#item, object)
    if (!this.#reachesArchived) requireOnline(object)
    return settleState(object, this.now)
  }
}

/** The request with its data reference replaced by bytes (KMIP 2.1 §7.8). */
const resolveData = (request: Payload, references: References): Payload =>
  request.data === undefined || request.data instanceof Uint8Array
    ? request
    : { ...request, data: references.resolveData(request.data as Data) }

/**
 * Runs one batch item and returns its payload and changes; the caller commits them. Synchronous where possible: a Get from
 * memory awaits nothing.
 */
export const runItem = (given: RequestBatchItem, context: ItemContext): Awaitable<OperationResult<Payload>> => {
  const handler = findHandler(given, context)
  const { principal, references } = context
  // Payloads are interfaces without an index signature; this reads only fields that any of them may have.
  const request = resolveData(given.requestPayload as unknown as Payload, references)
  const size = request.data instanceof Uint8Array ? request.data.length : 0
  const item: RightsItem = { operation: given.operation, identity: given, size }
  if (handler.access !== 'anyone') context.services.policy.requireOperation(principal, item.operation)
  requireRight(principal, item)
  requireProtectionStorage(request)
  const scope = new ItemScope(handler, context, item)
  const changesAttributes = handler.target === 'object' && handler.changesAttributes
  const run = (object: StoredObject | undefined): Awaitable<OperationResult<Payload>> => {
    // The map of handlers forgets which request each one takes; the decoder has read that of this operation.
    const outcome = handler.run(request as never, scope, object as StoredObject) as Awaitable<OperationResult<Payload>>
    const complete = (reached: OperationResult<Payload>) =>
      enforceConstraints(scheduleRotation(reached, object), { changesAttributes, before: object }, context.view)
    return outcome instanceof Promise ? outcome.then(complete) : complete(outcome)
  }
  if (handler.target !== 'object') return run(undefined)
  const object = scope.load(request[handler.operation.placeholderIn] as UniqueIdentifier | undefined)
  return object instanceof Promise ? object.then(run) : run(object)
}
