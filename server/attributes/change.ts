import { isDeepStrictEqual } from 'node:util'
import {
  type AttributeId,
  type AttributeInstance,
  type AttributeReference,
  type AttributeRules,
  attributeOfId,
  KmipError,
  type Version,
  valueIn,
} from '../../codec/index.ts'
import { type AttributeChanges, nextIndex, withAttributes } from '../lifecycle/attribute-of.ts'
import { requireDateOrder } from '../lifecycle/date-order.ts'
import { settled } from '../lifecycle/settle.ts'
import type { AttributeInstance as StoredInstance, StoredObject } from '../store/store.ts'
import { isKnown, isSame, isServersOwn, requireAllowed, requireApplicable, requireKnown, rulesOf } from './rules.ts'

/** An object after an attribute change, and the instance that was added, changed or removed. */
export interface Changed {
  readonly object: StoredObject
  readonly instance: StoredInstance
}

export interface When {
  readonly version: Version
  readonly now: Date
}

const instancesOf = (object: StoredObject, like: AttributeInstance): StoredInstance[] =>
  object.attributes.filter((each) => isSame(each, like))

/** What follows from a change: an object that was once not Sensitive, or Extractable, was not always (KMIP 2.1 §4.3, §4.33). */
const consequences = (attributes: readonly StoredInstance[]): AttributeChanges => ({
  ...(valueIn(attributes, 'Sensitive') === false && { AlwaysSensitive: false }),
  ...(valueIn(attributes, 'Extractable') === true && { NeverExtractable: false }),
})

const changed = (object: StoredObject, attributes: readonly StoredInstance[], now: Date): StoredObject =>
  settled(withAttributes({ ...object, attributes }, { ...consequences(attributes), LastChangeDate: now }), now)

/** An object with an instance that the client gave. */
const given = (object: StoredObject, attributes: readonly StoredInstance[], instance: StoredInstance, now: Date) => {
  requireDateOrder(attributes, [instance])
  return { object: changed(object, attributes, now), instance }
}

/** What the server makes of a client's value: Usage Limits begin with the whole total left (KMIP 1.4 §3.21). */
export const accepted = (instance: AttributeInstance): AttributeInstance => {
  if (instance.attribute === 'Attribute' && instance.value.vendorIdentification === '')
    throw new KmipError('UnsupportedAttribute', `There is no attribute ${instance.value.attributeName}.`)
  return instance.attribute === 'UsageLimits'
    ? { ...instance, value: { ...instance.value, usageLimitsCount: instance.value.usageLimitsTotal } }
    : instance
}

const requireUniqueName = (object: StoredObject, instance: AttributeInstance): void => {
  if (instance.attribute !== 'Name' || instance.value.nameValue === '') return
  if (instancesOf(object, instance).some((each) => isDeepStrictEqual(each.value, instance.value)))
    throw new KmipError('NonUniqueNameAttribute', `The object already has the name ${instance.value.nameValue}.`)
}

/** A further instance. KMIP 1.4 §4.14, 2.1 §6.1.2. */
export const withAdded = (object: StoredObject, added: AttributeInstance, { version, now }: When): Changed => {
  const rules = rulesOf(added.attribute, version)
  requireKnown(added.attribute, version)
  const same = instancesOf(object, added)
  if (!rules.initiallySetBy?.includes('client') || isServersOwn(added))
    throw new KmipError('ReadOnlyAttribute', `${added.attribute} is set by the server only.`)
  requireApplicable(added.attribute, object.objectType, version)
  if (same.length && !rules.multiInstance)
    throw new KmipError('AttributeSingleValued', `The object already has ${added.attribute}; modify it instead.`)
  if (typeof rules.modifiableByClient === 'string')
    requireAllowed(rules.modifiableByClient, added.attribute, object, now, 'ReadOnlyAttribute')
  requireUniqueName(object, added)
  const instance = { ...accepted(added), index: nextIndex(object, (each) => isSame(each, added)) } as StoredInstance
  return given(object, [...object.attributes, instance], instance, now)
}

const notFound = (attribute: string): KmipError => new KmipError('AttributeNotFound', `The object has no ${attribute}.`)

/** To a client whose version does not have an attribute, no object has it. */
const requireThere = (attribute: AttributeId, version: Version): void => {
  if (!isKnown(attribute, version)) throw notFound(attribute)
}

/** The one instance meant: by index (1.x), by current value (2.x), or the only one. */
const select = (object: StoredObject, like: AttributeInstance, current?: AttributeInstance): StoredInstance => {
  const same = instancesOf(object, like)
  if (same.length === 0) throw notFound(like.attribute)
  if (current) {
    const match = same.find((each) => isDeepStrictEqual(each.value, current.value))
    if (!match) throw new KmipError('AttributeInstanceNotFound', `No ${like.attribute} has the current value given.`)
    return match
  }
  const index = like.index ?? (same.length === 1 ? same[0]?.index : undefined)
  if (index === undefined)
    throw new KmipError('MultiValuedAttribute', `The object has ${same.length} of ${like.attribute}: say which one.`)
  const match = same.find((each) => each.index === index)
  if (!match)
    throw new KmipError('AttributeInstanceNotFound', `The object has no ${like.attribute} with index ${index}.`)
  return match
}

/** Another value for one instance. KMIP 1.4 §4.15, 2.1 §6.1.34. */
export const withModified = (
  object: StoredObject,
  wanted: AttributeInstance,
  current: AttributeInstance | undefined,
  { version, now }: When,
): Changed => {
  requireThere(wanted.attribute, version)
  const rules = rulesOf(wanted.attribute, version)
  if (current && !isSame(current, wanted))
    throw new KmipError('InvalidField', 'Current Attribute and New Attribute are not the same attribute.')
  const isFixed = !rules.modifiableByClient || isServersOwn(wanted)
  if (isFixed) requireAllowed(false, wanted.attribute, object, now, 'AttributeReadOnly')
  const old = select(object, wanted, current)
  requireAllowed(rules.modifiableByClient, wanted.attribute, object, now, 'AttributeReadOnly')
  if (!isDeepStrictEqual(old.value, wanted.value)) requireUniqueName(object, wanted)
  const instance = { ...accepted(wanted), index: old.index } as StoredInstance
  const attributes = object.attributes.map((each) => (each === old ? instance : each))
  return given(object, attributes, instance, now)
}

/** Added when there is none, modified when there is one. KMIP 2.1 §6.1.51. */
export const withSet = (object: StoredObject, given: AttributeInstance, when: When): Changed => {
  requireKnown(given.attribute, when.version)
  if (instancesOf(object, given).length > 0) return withModified(object, given, undefined, when)
  return withAdded(object, given, when)
}

export const likeReference = (reference: AttributeReference, index?: number): AttributeInstance => {
  if (typeof reference === 'string' && !attributeOfId(reference))
    throw new KmipError('InvalidAttribute', `${reference} is not an attribute.`)
  return (
    typeof reference === 'string'
      ? { attribute: reference as AttributeId, index, value: undefined }
      : { attribute: 'Attribute', index, value: reference }
  ) as AttributeInstance
}

const deletableByClient = (like: AttributeInstance, version: Version): AttributeRules['deletableByClient'] => {
  requireThere(like.attribute, version)
  return isServersOwn(like) ? false : rulesOf(like.attribute, version).deletableByClient
}

/** Without one instance: that with `index` (1.x), or with the current value (2.x). KMIP 1.4 §4.16, 2.1 §6.1.13. */
export const withDeleted = (
  object: StoredObject,
  which: { reference: AttributeReference; index?: number } | { current: AttributeInstance },
  when: When,
): Changed => {
  const current = 'current' in which ? which.current : undefined
  const like = 'current' in which ? which.current : likeReference(which.reference, which.index)
  const deletable = deletableByClient(like, when.version)
  const instance = select(object, like, current)
  requireAllowed(deletable, like.attribute, object, when.now, 'AttributeReadOnly')
  const attributes = object.attributes.filter((each) => each !== instance)
  return { object: changed(object, attributes, when.now), instance }
}

/** Without any instance of an attribute. KMIP 2.1 §6.1.13. */
export const withAllDeleted = (object: StoredObject, reference: AttributeReference, when: When): StoredObject => {
  const like = likeReference(reference)
  const same = instancesOf(object, like)
  if (same.length === 0) throw notFound(like.attribute)
  requireAllowed(deletableByClient(like, when.version), like.attribute, object, when.now, 'AttributeReadOnly')
  return changed(
    object,
    object.attributes.filter((each) => !isSame(each, like)),
    when.now,
  )
}
