import { createNaiveStore, type NaiveStore } from '../../server/store/contract/naive-store.ts'
import { NameTaken, RevisionConflict } from '../../server/store/errors.ts'
import type { ObjectStore, StoredObject } from '../../server/store/store.ts'

/** A store without a disk, emptied for each case; and with objects that come into being as a test wants them. */
export interface MemoryStore extends ObjectStore {
  empty(): void
  /** Replaces the object, whatever the rules say. */
  put(object: StoredObject): void
  get(uniqueIdentifier: string): StoredObject | undefined
}

export const createMemoryStore = (): MemoryStore => {
  let naive: NaiveStore = createNaiveStore()
  const get = (uniqueIdentifier: string) =>
    naive.objects().find((object) => object.uniqueIdentifier === uniqueIdentifier)
  return {
    empty() {
      naive = createNaiveStore()
    },
    put(object) {
      naive.commit([{ kind: 'update', object }])
    },
    get,
    find: (query) => naive.find(query),
    async commit([first, ...rest]) {
      if (!first) return
      const identifier = first.kind === 'delete' ? first.uniqueIdentifier : first.object.uniqueIdentifier
      const outcome = naive.commit([first, ...rest])
      if (outcome === 'conflict') throw new RevisionConflict(identifier)
      if (outcome === 'name taken') throw new NameTaken(identifier)
    },
    documents: () => [],
    audit: () => [],
    removeAudit: async () => undefined,
    async close() {},
  }
}
