import { CryptographicUsageMask, StorageStatusMask } from '../../../codec/kmip/mask.ts'
import { Recent } from '../cache/two-generation-cache.ts'
import type { AttributeFilter, AttributeInstance, RecordCodec, StoredObject } from '../store.ts'
import { type BlindIndex, tokenBytes, tokenSet } from './blind-index.ts'

/** What of an object can be searched. */
export interface SearchableForm {
  readonly storageStatus: number
  readonly usageMask: number
  readonly tokens: string
  readonly names: string
  readonly dates: string
}

export interface AttributeIndex {
  of(object: StoredObject): SearchableForm
  /** The token that every object matching the filter has. */
  tokenOf(filter: AttributeFilter): Uint8Array
}

/** Whole seconds since 1970, as KMIP's Date-Time counts. */
export const seconds = (date: Date): number => Math.floor(date.getTime() / 1000)

const bits = (mask: typeof CryptographicUsageMask | typeof StorageStatusMask, names: readonly string[]): number => {
  const value = mask.bitsOf(names)
  if (value === undefined) throw new RangeError(`${mask.title} has no such bits: ${names.join(' ')}`)
  return value
}
export const usageBits = (names: readonly string[]): number => bits(CryptographicUsageMask, names)
export const storageBits = (names: readonly string[]): number => bits(StorageStatusMask, names)

const onLine = storageBits(['OnLineStorage'])
const archival = storageBits(['ArchivalStorage'])
const destroyed = storageBits(['DestroyedStorage'])

const nameValueOf = (value: unknown): string | undefined =>
  typeof value === 'object' && value !== null && 'nameValue' in value ? String(value.nameValue) : undefined

const isLive = (object: StoredObject) =>
  object.object !== undefined &&
  !object.attributes.some(
    (a) => a.attribute === 'State' && (a.value === 'Destroyed' || a.value === 'DestroyedCompromised'),
  )

/** Plain values of one attribute whose tokens are remembered. */
const REMEMBERED = 1024

/** Derives what is searchable: a token per attribute value, dates and masks in the clear. */
export function createAttributeIndex(
  codec: Pick<RecordCodec, 'canonicalValue'>,
  blindIndex: BlindIndex,
): AttributeIndex {
  const plain = new Map<string, Recent<string>>()
  /** Texts, numbers and names of enumerations come again and again: their tokens are found without encoding them. */
  const token = (instance: AttributeInstance): string => {
    const { attribute, value } = instance
    if (typeof value === 'object') return blindIndex(attribute, codec.canonicalValue(instance))
    let known = plain.get(attribute)
    if (!known) {
      known = new Recent(REMEMBERED)
      plain.set(attribute, known)
    }
    const key = String(value)
    const found = known.get(key)
    if (found) return found
    const made = blindIndex(attribute, codec.canonicalValue(instance))
    known.set(key, made)
    return made
  }
  const nameValueToken = (nameValue: string) => blindIndex('Name.NameValue', Buffer.from(nameValue))

  /** Public keys have Names for themselves, so that both keys of a pair can have the same one. */
  const publicKeyNameToken = (instance: AttributeInstance) =>
    blindIndex('Name of PublicKey', codec.canonicalValue(instance))

  return {
    of(object) {
      const live = isLive(object)
      let storageStatus = live ? onLine : destroyed
      let usageMask = 0
      const dates: Record<string, number> = {}
      const tokens = [token({ attribute: 'ObjectType', index: 0, value: object.objectType })]
      const names: string[] = []
      for (const instance of object.attributes) {
        const { attribute, value } = instance
        // Its own column has an index: `locate.ts` asks that one.
        if (attribute === 'UniqueIdentifier') continue
        if (value instanceof Date) {
          dates[attribute] = seconds(value)
          if (attribute === 'ArchiveDate' && live) storageStatus = archival
          continue
        }
        if (attribute === 'CryptographicUsageMask') usageMask = usageBits(value as readonly string[])
        const valueToken = token(instance)
        tokens.push(valueToken)
        if (attribute !== 'Name') continue
        const nameValue = nameValueOf(value)
        if (nameValue !== undefined) tokens.push(nameValueToken(nameValue))
        if (live && nameValue !== '' && (value as unknown) !== '')
          names.push(object.objectType === 'PublicKey' ? publicKeyNameToken(instance) : valueToken)
      }
      return {
        storageStatus,
        usageMask,
        tokens: tokenSet(tokens),
        names: tokenSet(names),
        dates: JSON.stringify(dates),
      }
    },
    tokenOf({ attribute, value }) {
      const isBareName = attribute === 'Name' && typeof value === 'object' && value !== null && !('nameType' in value)
      return tokenBytes(
        isBareName
          ? nameValueToken(nameValueOf(value) ?? '')
          : token({ attribute, index: 0, value } as AttributeInstance),
      )
    },
  }
}
