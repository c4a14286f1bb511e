import { isDeepStrictEqual } from 'node:util'
import type { AttributeFilter, Change, FindQuery, FindResult, Reach, StoredObject } from '../store.ts'

/** What a store must do, said as plainly as possible: a list in order of creation, gone through from end to end. */
export interface NaiveStore {
  readonly objects: () => readonly StoredObject[]
  commit(changes: readonly Change[]): 'committed' | 'conflict' | 'name taken'
  find(query: FindQuery): FindResult
}

const values = (object: StoredObject, id: string) =>
  object.attributes.filter((a) => a.attribute === id).map((a) => a.value)

const isDestroyed = (object: StoredObject) =>
  !object.object || values(object, 'State').some((state) => state === 'Destroyed' || state === 'DestroyedCompromised')

const liveNames = (object: StoredObject) =>
  isDestroyed(object) ? [] : (values(object, 'Name') as { nameValue: string }[]).filter((n) => n.nameValue !== '')

function storageStatus(object: StoredObject): string {
  if (isDestroyed(object)) return 'DestroyedStorage'
  return values(object, 'ArchiveDate').length > 0 ? 'ArchivalStorage' : 'OnLineStorage'
}

function hasAttribute(object: StoredObject, { attribute, value }: AttributeFilter): boolean {
  if (attribute === 'ObjectType') return object.objectType === value
  if (attribute === 'UniqueIdentifier') return object.uniqueIdentifier === value
  return values(object, attribute).some((own) => {
    if (attribute === 'Name' && !Object.hasOwn(value as object, 'nameType'))
      return (own as { nameValue: string }).nameValue === (value as { nameValue: string }).nameValue
    return isDeepStrictEqual(own, value)
  })
}

const reaches = ({ owner, objectGroups, uniqueIdentifiers }: Reach, object: StoredObject): boolean =>
  (owner === undefined || object.owner === owner) &&
  (!objectGroups || values(object, 'ObjectGroup').some((group) => objectGroups.includes(String(group)))) &&
  (!uniqueIdentifiers || uniqueIdentifiers.includes(object.uniqueIdentifier))

function matches(object: StoredObject, query: FindQuery): boolean {
  if (query.owner !== undefined && object.owner !== query.owner) return false
  if (query.within && !query.within.some((reach) => reaches(reach, object))) return false
  if (query.objectTypes && !query.objectTypes.includes(object.objectType)) return false
  if (query.objectGroupMember && !values(object, 'Fresh').includes(true)) return false
  if (query.storageStatusMask && !query.storageStatusMask.includes(storageStatus(object))) return false
  const usage = values(object, 'CryptographicUsageMask').flat()
  if (query.cryptographicUsageMask?.some((bit) => !usage.includes(bit))) return false
  for (const { attribute, from, to } of query.dates ?? []) {
    const date = values(object, attribute)[0] as Date | undefined
    if (!date || (from && date < from) || (to && date > to)) return false
  }
  return (query.attributes ?? []).every((filter) => hasAttribute(object, filter))
}

export function createNaiveStore(): NaiveStore {
  let objects: readonly StoredObject[] = []

  const apply = (now: readonly StoredObject[], change: Change): readonly StoredObject[] | undefined => {
    const { uniqueIdentifier, revision } = change.kind === 'delete' ? change : change.object
    const old = now.find((object) => object.uniqueIdentifier === uniqueIdentifier)
    if (change.kind === 'create') return old ? undefined : [...now, { ...change.object, revision: 1 }]
    if (old?.revision !== revision) return undefined
    if (change.kind === 'delete') return now.filter((object) => object !== old)
    return now.map((object) => (object === old ? { ...change.object, revision: revision + 1 } : object))
  }

  return {
    objects: () => objects,
    commit(changes) {
      let next: readonly StoredObject[] | undefined = objects
      for (const change of changes) {
        next = apply(next, change)
        if (!next) return 'conflict'
      }
      const taken = next.some(
        (object) =>
          !objects.includes(object) &&
          liveNames(object).some((name) =>
            next!.some(
              (o) => o !== object && o.owner === object.owner && liveNames(o).some((n) => isDeepStrictEqual(n, name)),
            ),
          ),
      )
      if (taken) return 'name taken'
      objects = next
      return 'committed'
    },
    find(query) {
      const all = objects.filter((object) => matches(object, query)).map((object) => object.uniqueIdentifier)
      const { offsetItems = 0, maximumItems = all.length } = query
      return { uniqueIdentifiers: all.slice(offsetItems, offsetItems + maximumItems), total: all.length }
    },
  }
}
