import { requireWithinConstraints } from '../attributes/constraints.ts'
import { constraintsSetting, readSetting } from '../attributes/setting.ts'
import type { OperationResult } from '../handler/handler.ts'
import type { Awaitable, ObjectStore, StoredObject } from '../store/store.ts'

/** What an item does to objects that constraints are about; `before`: the object that it was given. */
interface Item {
  readonly changesAttributes: boolean
  readonly before: StoredObject | undefined
}

/**
 * The outcome, refused if it violates a constraint: whatever operation makes an object, it passes here. KMIP 2.1 §7.6.
 */
export const enforceConstraints = <P>(
  outcome: OperationResult<P>,
  { changesAttributes, before }: Item,
  view: Pick<ObjectStore, 'documents'>,
): Awaitable<OperationResult<P>> => {
  const concerned = (outcome.changes ?? []).flatMap((change) =>
    change.kind === 'create' || (change.kind === 'update' && changesAttributes) ? [change] : [],
  )
  if (concerned.length === 0) return outcome
  const constraints = readSetting(constraintsSetting, view)
  const enforce = (value: Awaited<typeof constraints>): OperationResult<P> => {
    for (const { kind, object } of concerned)
      requireWithinConstraints(value, object, kind === 'update' ? before : undefined)
    return outcome
  }
  return constraints instanceof Promise ? constraints.then(enforce) : enforce(constraints)
}
