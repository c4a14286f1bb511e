import type { OperationResult } from '../handler/handler.ts'
import { computeRotationDate, requireRotatable } from '../lifecycle/rotation.ts'
import type { DocumentChange, StoredObject } from '../store/store.ts'

/** Documents of this kind hold the date of an object's next rotation; the key is its identifier. */
export const rotationKind = 'rotation'

/**
 * Adds the dates of automatic rotations to the outcome, to be committed with the objects. A date is scheduled once: for a new
 * object, or when the attributes are added later (KMIP 2.1 §4.48, §4.51). `before`: the object as loaded.
 */
export const scheduleRotation = <P>(
  outcome: OperationResult<P>,
  before: StoredObject | undefined,
): OperationResult<P> => {
  const dates = (outcome.changes ?? []).flatMap((change): DocumentChange[] => {
    if (change.kind === 'delete') return []
    const { object } = change
    const due = computeRotationDate(object)
    const isNew =
      change.kind === 'create' || (before?.uniqueIdentifier === object.uniqueIdentifier && !computeRotationDate(before))
    if (!due || !isNew) return []
    requireRotatable(object)
    const { uniqueIdentifier: key, owner } = object
    return [
      { kind: 'create', document: { kind: rotationKind, key, owner, revision: 0, due, content: new Uint8Array() } },
    ]
  })
  return dates.length ? { ...outcome, documents: [...(outcome.documents ?? []), ...dates] } : outcome
}
