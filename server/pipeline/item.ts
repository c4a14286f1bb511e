import {
  KmipError,
  type OperationName,
  type RequestBatchItem,
  type UniqueIdentifier,
  type Version,
} from '../../codec/index.ts'
import { livesIn } from '../../codec/kmip/version.ts'
import type { Principal } from '../identity/principal.ts'
import { settled } from '../lifecycle/settle.ts'
import type { AnyHandler, Outcome, Scope } from '../operations/handler.ts'
import type { StoredObject } from '../store/store.ts'
import type { References } from './references.ts'
import type { Services } from './services.ts'
import { settleDue } from './settle-due.ts'
import type { View } from './view.ts'

/** Whom an item is done for, and in what surroundings. */
export interface ItemContext {
  readonly services: Services
  readonly version: Version
  readonly principal: Principal
  readonly references: References
  readonly view: View
}

type Payload = Record<string, unknown>

const handlerFor = (item: RequestBatchItem, { services, version }: ItemContext): AnyHandler => {
  const handler = services.handlers.get(item.operation)
  if (!handler || !livesIn(version, handler.operation.since))
    throw new KmipError('OperationNotSupported', `The operation ${item.operation} is not supported in KMIP ${version}.`)
  const critical = item.messageExtension?.find((each) => each.criticalityIndicator)
  if (critical)
    throw new KmipError(
      'FeatureNotSupported',
      `The message extension of ${critical.vendorIdentification} is critical, and not known here.`,
    )
  if (item.fault) throw item.fault
  return handler
}

/** KMIP's dates have no parts of a second: what is kept is what will be read back. */
const wholeSeconds = (date: Date): Date => new Date(Math.floor(date.getTime() / 1000) * 1000)

const loader = (operation: OperationName, { services, principal, view, references }: ItemContext, now: Date) => {
  const allowed = (object: StoredObject | undefined): StoredObject => {
    if (!object) throw new KmipError('ObjectNotFound', 'There is no object with this Unique Identifier.')
    services.policy(principal, operation, object)
    return settled(object, now)
  }
  return (given: UniqueIdentifier | undefined) => {
    const found = view.get(references.identifier(given))
    return found instanceof Promise ? found.then(allowed) : allowed(found)
  }
}

/** Runs one batch item: its payload and the changes that make it true. Nothing is committed here. */
export const runItem = async (item: RequestBatchItem, context: ItemContext): Promise<Outcome<Payload>> => {
  const { services, version, principal, references, view } = context
  const handler = handlerFor(item, context)
  const now = wholeSeconds(services.now())
  const load = loader(item.operation, context, now)
  const scope: Scope = {
    version,
    principal,
    now,
    random: services.random,
    capabilities: services.capabilities,
    importKey: services.importKey,
    load,
    find: (query) => view.find({ ...query, owner: principal.id }),
    settle: () => settleDue(services.store, principal.id, now),
    log: (message) => services.logged(principal.id, message),
    turn: (key) => services.turn(`${principal.id} ${key}`),
  }
  const given = item.requestPayload as unknown as Payload
  const request =
    given.data === undefined || given.data instanceof Uint8Array
      ? given
      : { ...given, data: references.data(given.data as never) }
  if (handler.target !== 'object')
    return (await handler.run(request as never, scope, undefined as never)) as Outcome<Payload>
  const { placeholderIn = 'uniqueIdentifier' } = handler.operation
  const object = await load(request[placeholderIn] as UniqueIdentifier | undefined)
  return (await handler.run(request as never, scope, object)) as Outcome<Payload>
}
