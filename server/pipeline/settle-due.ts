import { settleState } from '../lifecycle/settle-state.ts'
import { isUnreadable, RevisionConflict } from '../store/errors.ts'
import type { ObjectStore, StoredObject } from '../store/store.ts'

/** Objects of one commit. */
const batchSize = 500

/** States that end when a date is reached. */
const transitions = [
  { state: 'PreActive', date: 'ActivationDate' },
  { state: 'Active', date: 'DeactivationDate' },
] as const

/** An object that does not open keeps the State that it has; the search has reported it. */
const readSound = async (store: ObjectStore, uniqueIdentifier: string): Promise<StoredObject | undefined> => {
  try {
    return await store.get(uniqueIdentifier)
  } catch (error) {
    if (!isUnreadable(error)) throw error
    return undefined
  }
}

/**
 * Stores the current State of an owner's objects (of all objects without an owner), for a search by State. Every other operation
 * settles the object it works on.
 */
export const settleDue = async (store: ObjectStore, owner: string | undefined, now: Date): Promise<void> => {
  for (const { state, date } of transitions)
    for (;;) {
      const { uniqueIdentifiers } = await store.find({
        ...(owner !== undefined && { owner }),
        attributes: [{ attribute: 'State', value: state }],
        dates: [{ attribute: date, to: now }],
        maximumItems: batchSize,
      })
      const objects = await Promise.all(uniqueIdentifiers.map((id) => readSound(store, id)))
      const changes = objects.flatMap((object) => {
        const due = object && settleState(object, now)
        return due && due !== object ? [{ kind: 'update' as const, object: due }] : []
      })
      if (changes.length === 0) break
      await store.commit(changes).catch((error: unknown) => {
        // Another request changed an object first: the loop looks again.
        if (!(error instanceof RevisionConflict)) throw error
      })
    }
}
