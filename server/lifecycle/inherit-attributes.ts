import { type AttributeInstance, attributes, KmipError } from '../../codec/index.ts'
import type { StoredObject } from '../store/store.ts'
import { getAttribute } from './object-attributes.ts'

const dates = ['ProcessStartDate', 'ProtectStopDate', 'DeactivationDate'] as const

const toDateAttribute = (attribute: (typeof dates)[number] | 'ActivationDate', value: Date): AttributeInstance => ({
  attribute,
  value,
})

/**
 * The dates of a replacement. With an Offset (seconds) its Activation Date is now plus the offset, otherwise that of
 * the old key. The other dates keep their distance to it (KMIP 1.4 §4.4 table 171).
 */
const computeReplacementDates = (old: StoredObject, offset: number | undefined, now: Date): AttributeInstance[] => {
  const before = getAttribute(old, 'ActivationDate')
  if (offset === undefined)
    return [
      ...(before ? [toDateAttribute('ActivationDate', before > now ? before : now)] : []),
      ...dates.flatMap((attribute) => {
        const value = getAttribute(old, attribute)
        return value && value > now ? [toDateAttribute(attribute, value)] : []
      }),
    ]
  const activation = new Date(now.getTime() + offset * 1000)
  const shift = before ? activation.getTime() - before.getTime() : undefined
  return [
    toDateAttribute('ActivationDate', activation),
    ...dates.flatMap((attribute) => {
      const value = getAttribute(old, attribute)
      return value && shift !== undefined ? [toDateAttribute(attribute, new Date(value.getTime() + shift))] : []
    }),
  ]
}

/** Usage Limits restart with the whole total (KMIP 1.4 §4.4 table 172, §4.5 table 177). */
const resetUsageLimits = (each: AttributeInstance): AttributeInstance =>
  each.attribute === 'UsageLimits'
    ? { ...each, value: { ...each.value, usageLimitsCount: each.value.usageLimitsTotal } }
    : each

/**
 * The attributes that a replacement inherits from `old`, with new dates. The request's attributes take precedence.
 * @throws {KmipError} `InvalidField` when the request gives an algorithm or a length
 */
export const inheritAttributes = (
  old: StoredObject,
  given: readonly AttributeInstance[],
  offset: number | undefined,
  { now }: { readonly now: Date },
): AttributeInstance[] => {
  const fixed = given.find(
    (each) => each.attribute === 'CryptographicAlgorithm' || each.attribute === 'CryptographicLength',
  )
  if (fixed) throw new KmipError('InvalidField', `${fixed.attribute} is inherited from the replaced key: omit it.`)
  const kept = old.attributes.filter(({ attribute }) => attributes[attribute].onReplacement !== 'own')
  return [...kept.map(resetUsageLimits), ...computeReplacementDates(old, offset, now)]
}
