import {
  type AdjustmentType,
  type AttributeInstance,
  type AttributeReference,
  attributeOfId,
  KmipError,
} from '../../codec/index.ts'
import type { StoredObject } from '../store/store.ts'
import { type ChangeContext, type InstanceChange, setInstance, toPattern } from './change-instances.ts'
import { isSameAttribute, requireKnown } from './rules.ts'

/** A relative change of a number, a date or a boolean. KMIP 2.1 §6.1.3, §11.1. */
export interface Adjustment {
  readonly adjustmentType: AdjustmentType
  /** In units of the value: seconds of a Date-Time, microseconds of a Date-Time Extended. Default: 1. */
  readonly adjustmentValue?: bigint | undefined
}

/** Inclusive ranges, in the unit of the Adjustment Value. */
const ranges: Readonly<Record<string, readonly [bigint, bigint]>> = {
  Integer: [-(2n ** 31n), 2n ** 31n - 1n],
  LongInteger: [-(2n ** 63n), 2n ** 63n - 1n],
  BigInteger: [-(2n ** 4095n), 2n ** 4095n - 1n],
  Interval: [0n, 2n ** 32n - 1n],
  DateTime: [0n, 253_402_300_799n],
  DateTimeExtended: [-(2n ** 63n), 2n ** 63n - 1n],
}
const negatable = new Set(['Integer', 'LongInteger', 'BigInteger'])

const toNumber = (value: unknown): bigint =>
  value instanceof Date ? BigInt(Math.floor(value.getTime() / 1000)) : BigInt(value as number | bigint)

const fromNumber = (type: string, value: bigint): unknown => {
  if (type === 'DateTime') return new Date(Number(value) * 1000)
  return type === 'Integer' || type === 'Interval' ? Number(value) : value
}

const createWrongTypeError = (what: string, adjustmentType: string): KmipError =>
  new KmipError('InvalidDataType', `The Adjustment Type ${adjustmentType} does not apply to the type of ${what}.`)

/** Adjusts `value`, whose item type is `type`. */
const adjustValue = (what: string, type: string, value: unknown, adjustment: Adjustment): unknown => {
  const { adjustmentType, adjustmentValue = 1n } = adjustment
  if (type === 'Boolean' && adjustmentType === 'Negate') return !value
  const range = ranges[type]
  if (!range || (adjustmentType === 'Negate' && !negatable.has(type))) throw createWrongTypeError(what, adjustmentType)
  const before = toNumber(value)
  const after =
    adjustmentType === 'Negate'
      ? -before
      : adjustmentType === 'Increment'
        ? before + adjustmentValue
        : adjustmentType === 'Decrement'
          ? before - adjustmentValue
          : undefined
  if (after === undefined) throw new KmipError('InvalidField', `The Adjustment Type ${adjustmentType} is unknown.`)
  if (after < range[0] || after > range[1])
    throw new KmipError('NumericRange', `${what} would be ${after}, outside the range of its type ${type}.`)
  return fromNumber(type, after)
}

/** Values of unset attributes. Unset attributes of other types cannot be adjusted. */
const unsetValues: Readonly<Record<string, unknown>> = {
  Integer: 0,
  LongInteger: 0n,
  BigInteger: 0n,
  Interval: 0,
  Boolean: false,
}

const createMissingValueError = (what: string): KmipError =>
  new KmipError('AttributeNotFound', `The object has no ${what} to adjust.`)

/** Adjusts one attribute under the rules of Set Attribute. */
export const adjustInstance = (
  object: StoredObject,
  reference: AttributeReference,
  adjustment: Adjustment,
  when: ChangeContext,
): InstanceChange => {
  const like = toPattern(reference)
  requireKnown(like.attribute, when.version)
  const same = object.attributes.filter((each) => isSameAttribute(each, like))
  const old = same[0]
  if (same.length > 1)
    throw new KmipError(
      'MultiValuedAttribute',
      `The object has ${same.length} instances of ${like.attribute}: Adjust Attribute needs one.`,
    )
  if (like.attribute === 'Attribute') {
    if (old?.attribute !== 'Attribute') throw createMissingValueError(like.value.attributeName)
    const item = old.value.attributeValue
    const value = adjustValue(like.value.attributeName, item.type, item.value, adjustment)
    const attributeValue = { ...item, value } as typeof item
    return setInstance(object, { attribute: 'Attribute', value: { ...old.value, attributeValue } }, when)
  }
  const type = attributeOfId(like.attribute)?.field.type.title.replaceAll(' ', '') ?? ''
  const before = old ? old.value : unsetValues[type]
  if (before === undefined && type in ranges) throw createMissingValueError(like.attribute)
  const value = adjustValue(like.attribute, type, before, adjustment)
  return setInstance(object, { attribute: like.attribute, value } as AttributeInstance, when)
}
