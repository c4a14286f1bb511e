import { RevisionConflict } from '../store/errors.ts'
import type {
  Awaitable,
  Change,
  DocumentChange,
  DocumentQuery,
  FindQuery,
  FindResult,
  ObjectStore,
  StoredDocument,
  StoredObject,
} from '../store/store.ts'

/**
 * The store as a batch sees it: with its own uncommitted changes. Locate finds committed objects only: a batch that may still be
 * undone refers to its new objects by the ID Placeholder.
 */
export interface View {
  get(uniqueIdentifier: string): Awaitable<StoredObject | undefined>
  find(query: FindQuery): Awaitable<FindResult>
  documents(query: DocumentQuery): Awaitable<readonly StoredDocument[]>
  stage(changes: readonly Change[], documents?: readonly DocumentChange[]): void
  /** Staged changes, in order. */
  readonly staged: readonly Change[]
  readonly stagedDocuments: readonly DocumentChange[]
}

/** The documents as they will be after the commit; a changed one moves to the end. */
const applyChanges = (
  found: readonly StoredDocument[],
  changes: readonly DocumentChange[],
  { kind, key, owner }: DocumentQuery,
): readonly StoredDocument[] =>
  changes.reduce((all, change) => {
    const { document } = change
    const others = all.filter((each) => each.kind !== document.kind || each.key !== document.key)
    if (change.kind === 'delete') return others
    const matches =
      change.document.kind === kind &&
      (key === undefined || change.document.key === key) &&
      (owner === undefined || change.document.owner === owner)
    const revision = change.kind === 'create' ? 1 : change.document.revision + 1
    return matches ? [...others, { ...change.document, revision }] : others
  }, found)

export const createView = (store: ObjectStore): View => {
  const staged: Change[] = []
  const stagedDocuments: DocumentChange[] = []
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
    async documents(query) {
      return applyChanges(await store.documents(query), stagedDocuments, query)
    },
    stage(changes, documents = []) {
      for (const change of changes) apply(change)
      staged.push(...changes)
      stagedDocuments.push(...documents)
    },
    staged,
    stagedDocuments,
  }
}
