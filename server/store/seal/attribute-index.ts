import { CryptographicUsageMask, StorageStatusMask } from '../../../codec/kmip/mask.ts'
import { TwoGenerationCache } from '../cache/two-generation-cache.ts'
import type { AttributeFilter, AttributeInstance, RecordCodec, StoredObject } from '../store.ts'
import { type BlindIndex, encodeTokens, joinTokens } from './blind-index.ts'

/** The searchable part of an object, as it is stored. */
export interface SearchableForm {
  readonly storageStatus: number
  readonly usageMask: number
  readonly tokens: string
  readonly names: string
  readonly dates: string
}

export interface AttributeIndex {
  toSearchable(object: StoredObject): SearchableForm
  /** The token that every object matching the filter has. */
  toToken(filter: AttributeFilter): Uint8Array
  /** Whether the object itself has the value that the filter's token stands for; the filter is not a date. */
  hasValue(object: StoredObject, filter: AttributeFilter): boolean
}

/** Whole seconds since 1970, as KMIP's Date-Time counts. */
export const toSeconds = (date: Date): number => Math.floor(date.getTime() / 1000)

const toBits = (mask: typeof CryptographicUsageMask | typeof StorageStatusMask, names: readonly string[]): number => {
  const value = mask.bitsOf(names)
  if (value === undefined) throw new RangeError(`${mask.title} has no such bits: ${names.join(' ')}`)
  return value
}
export const toUsageBits = (names: readonly string[]): number => toBits(CryptographicUsageMask, names)
export const toStorageBits = (names: readonly string[]): number => toBits(StorageStatusMask, names)

const onLine = toStorageBits(['OnLineStorage'])
const archival = toStorageBits(['ArchivalStorage'])
const destroyed = toStorageBits(['DestroyedStorage'])

const findNameValue = (value: unknown): string | undefined =>
  typeof value === 'object' && value !== null && 'nameValue' in value ? String(value.nameValue) : undefined

const isLive = (object: StoredObject): boolean =>
  object.object !== undefined &&
  !object.attributes.some(
    (each) => each.attribute === 'State' && (each.value === 'Destroyed' || each.value === 'DestroyedCompromised'),
  )

/** The bit of the Storage Status Mask that an object has. */
export const findStorageStatus = (object: StoredObject): number => {
  if (!isLive(object)) return destroyed
  const isArchived = object.attributes.some((each) => each.attribute === 'ArchiveDate' && each.value instanceof Date)
  return isArchived ? archival : onLine
}

/** A filter holds the value of an instance; `value` is `unknown` there. */
const toInstance = ({ attribute, value }: AttributeFilter): AttributeInstance =>
  ({ attribute, index: 0, value }) as AttributeInstance

const isBareName = ({ attribute, value }: AttributeFilter): boolean =>
  attribute === 'Name' && typeof value === 'object' && value !== null && !('nameType' in value)

/** Cached tokens of the plain values of one attribute. */
const CACHED = 1024

/** Derives what the store searches by: a token for each attribute value, dates and masks in the clear. */
export function createAttributeIndex(
  codec: Pick<RecordCodec, 'toCanonicalBytes'>,
  blindIndex: BlindIndex,
): AttributeIndex {
  const caches = new Map<string, TwoGenerationCache<string>>()
  /** Texts, numbers and enumeration names recur: the cache saves encoding them. */
  const tokenize = (instance: AttributeInstance): string => {
    const { attribute, value } = instance
    if (typeof value === 'object') return blindIndex(attribute, codec.toCanonicalBytes(instance))
    let cache = caches.get(attribute)
    if (!cache) {
      cache = new TwoGenerationCache(CACHED)
      caches.set(attribute, cache)
    }
    const key = String(value)
    const hit = cache.get(key)
    if (hit) return hit
    const token = blindIndex(attribute, codec.toCanonicalBytes(instance))
    cache.set(key, token)
    return token
  }
  const tokenizeNameValue = (nameValue: string): string => blindIndex('Name.NameValue', Buffer.from(nameValue))

  /** Public keys have a name space of their own, so that both keys of a pair can have the same Name. */
  const tokenizePublicKeyName = (instance: AttributeInstance): string =>
    blindIndex('Name of PublicKey', codec.toCanonicalBytes(instance))

  return {
    toSearchable(object) {
      const live = isLive(object)
      let usageMask = 0
      const dates: Record<string, number> = {}
      const tokens = [tokenize({ attribute: 'ObjectType', index: 0, value: object.objectType })]
      const names: string[] = []
      for (const instance of object.attributes) {
        const { attribute, value } = instance
        // A column of its own has an index.
        if (attribute === 'UniqueIdentifier') continue
        if (value instanceof Date) {
          dates[attribute] = toSeconds(value)
          continue
        }
        if (attribute === 'CryptographicUsageMask') usageMask = toUsageBits(value)
        const token = tokenize(instance)
        tokens.push(token)
        if (attribute !== 'Name') continue
        const nameValue = findNameValue(value)
        if (nameValue !== undefined) tokens.push(tokenizeNameValue(nameValue))
        if (live && nameValue) names.push(object.objectType === 'PublicKey' ? tokenizePublicKeyName(instance) : token)
      }
      return {
        storageStatus: findStorageStatus(object),
        usageMask,
        tokens: joinTokens(tokens),
        names: joinTokens(names),
        dates: JSON.stringify(dates),
      }
    },
    toToken: (filter) =>
      encodeTokens(
        isBareName(filter) ? tokenizeNameValue(findNameValue(filter.value) ?? '') : tokenize(toInstance(filter)),
      ),
    hasValue(object, filter) {
      const { attribute, value } = filter
      if (attribute === 'ObjectType' && value === object.objectType) return true
      const own = object.attributes.filter((each) => each.attribute === attribute)
      if (isBareName(filter)) return own.some((each) => findNameValue(each.value) === (findNameValue(value) ?? ''))
      const token = tokenize(toInstance(filter))
      return own.some((each) => !(each.value instanceof Date) && tokenize(each) === token)
    },
  }
}
