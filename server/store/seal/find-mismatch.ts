import type { AttributeFilter, DateFilter, FindQuery, Reach, StoredObject } from '../store.ts'
import { type AttributeIndex, findStorageStatus, toSeconds, toStorageBits, toUsageBits } from './attribute-index.ts'

const isWithin = ({ attributes }: StoredObject, { attribute, from, to }: DateFilter): boolean =>
  attributes.some(
    (each) =>
      each.attribute === attribute &&
      each.value instanceof Date &&
      (!from || toSeconds(each.value) >= toSeconds(from)) &&
      (!to || toSeconds(each.value) <= toSeconds(to)),
  )

const meetsFilter = (object: StoredObject, filter: AttributeFilter, index: AttributeIndex): boolean => {
  const { attribute, value } = filter
  if (attribute === 'UniqueIdentifier') return object.uniqueIdentifier === value
  return value instanceof Date
    ? isWithin(object, { attribute, from: value, to: value })
    : index.hasValue(object, filter)
}

const isReached = (
  object: StoredObject,
  { owner, objectGroups, uniqueIdentifiers }: Reach,
  index: AttributeIndex,
): boolean =>
  (owner === undefined || object.owner === owner) &&
  (!objectGroups || objectGroups.some((value) => index.hasValue(object, { attribute: 'ObjectGroup', value }))) &&
  (!uniqueIdentifiers || uniqueIdentifiers.includes(object.uniqueIdentifier))

const hasUsage = ({ attributes }: StoredObject, names: readonly string[]): boolean => {
  const wanted = toUsageBits(names)
  const own = attributes.findLast((each) => each.attribute === 'CryptographicUsageMask')
  const bits = own?.attribute === 'CryptographicUsageMask' ? toUsageBits(own.value) : 0
  return (bits & wanted) === wanted
}

/**
 * Finds a condition of the query that an unsealed object does not meet, and names it; `undefined` when it meets all. The index
 * that led to the object is not authenticated, the object is.
 */
export const findMismatch = (object: StoredObject, query: FindQuery, index: AttributeIndex): string | undefined => {
  const { owner, within, objectTypes, cryptographicUsageMask, storageStatusMask } = query
  if (owner !== undefined && object.owner !== owner) return 'owner'
  const filter = query.attributes?.find((each) => !meetsFilter(object, each, index))
  if (filter) return filter.attribute
  const date = query.dates?.find((each) => !isWithin(object, each))
  if (date) return date.attribute
  if (query.objectGroupMember && !index.hasValue(object, { attribute: 'Fresh', value: true })) return 'Fresh'
  if (within && !within.some((reach) => isReached(object, reach, index))) return 'owner or ObjectGroup'
  if (cryptographicUsageMask && !hasUsage(object, cryptographicUsageMask)) return 'CryptographicUsageMask'
  if (objectTypes && !objectTypes.includes(object.objectType)) return 'ObjectType'
  if (storageStatusMask && !(findStorageStatus(object) & toStorageBits(storageStatusMask))) return 'Storage Status'
  return undefined
}
