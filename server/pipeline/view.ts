import { RevisionConflict } from '../store/errors.ts'
import type { Awaitable, Change, FindQuery, FindResult, ObjectStore, StoredObject } from '../store/store.ts'

/**
 * The store as a batch sees it: with its own changes that are not committed yet. Locate finds what is committed: a batch
 * that can still be undone does not find what it has just made (it has the ID Placeholder for that).
 */
export interface View {
  get(uniqueIdentifier: string): Awaitable<StoredObject | undefined>
  find(query: FindQuery): Awaitable<FindResult>
  stage(changes: readonly Change[]): void
  /** What has been staged, in order. */
  readonly staged: readonly Change[]
}

export const view = (store: ObjectStore): View => {
  const staged: Change[] = []
  const objects = new Map<string, StoredObject | undefined>()
  const apply = (change: Change): void => {
    if (change.kind === 'delete') objects.set(change.uniqueIdentifier, undefined)
    else if (change.kind === 'create') objects.set(change.object.uniqueIdentifier, { ...change.object, revision: 1 })
    else {
      const { object } = change
      const before = objects.get(object.uniqueIdentifier)
      if (before && before.revision !== object.revision) throw new RevisionConflict(object.uniqueIdentifier)
      objects.set(object.uniqueIdentifier, { ...object, revision: object.revision + 1 })
    }
  }
  return {
    get: (uniqueIdentifier) =>
      objects.has(uniqueIdentifier) ? objects.get(uniqueIdentifier) : store.get(uniqueIdentifier),
    find: (query) => store.find(query),
    stage(changes) {
      for (const change of changes) apply(change)
      staged.push(...changes)
    },
    staged,
  }
}
