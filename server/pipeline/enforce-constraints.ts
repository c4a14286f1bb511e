import { requireWithinConstraints } from '../attributes/constraints.ts'
import { constraintsSetting, readSetting } from '../attributes/setting.ts'
import type { OperationResult } from '../handler/handler.ts'
import type { Awaitable, ObjectStore, StoredObject } from '../store/store.ts'

/** How an item affects objects. `before`: the object as loaded. */
interface Item {
  readonly changesAttributes: boolean
  readonly before: StoredObject | undefined
}

/**
 * Returns the outcome, or throws if it violates a constraint. Every operation that creates or changes objects passes here.
 * KMIP 2.1 §7.6.
 */
export const enforceConstraints = <P>(
  outcome: OperationResult<P>,
  { changesAttributes, before }: Item,
  view: Pick<ObjectStore, 'documents'>,
): Awaitable<OperationResult<P>> => {
  const affected = (outcome.changes ?? []).flatMap((change) =>
    change.kind === 'create' || (change.kind === 'update' && changesAttributes) ? [change] : [],
  )
  if (affected.length === 0) return outcome
  const constraints = readSetting(constraintsSetting, view)
  const enforce = (value: Awaited<typeof constraints>): OperationResult<P> => {
    for (const { kind, object } of affected)
      requireWithinConstraints(value, object, kind === 'update' ? before : undefined)
    return outcome
  }
  return constraints instanceof Promise ? constraints.then(enforce) : enforce(constraints)
}
