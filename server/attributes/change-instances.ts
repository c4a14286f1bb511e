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
import { type AttributeChanges, findNextIndex, setAttributes } from '../lifecycle/object-attributes.ts'
import { requireDateOrder } from '../lifecycle/require-date-order.ts'
import { settleState } from '../lifecycle/settle-state.ts'
import type { AttributeInstance as StoredInstance, StoredObject } from '../store/store.ts'
import {
  getRules,
  isKnown,
  isSameAttribute,
  isServerAttribute,
  requireAllowed,
  requireApplicable,
  requireKnown,
} from './rules.ts'

/** The object after a change, and the instance that was added, modified or deleted. */
export interface InstanceChange {
  readonly object: StoredObject
  readonly instance: StoredInstance
}

export interface ChangeContext {
  readonly version: Version
  readonly now: Date
}

const findInstances = (object: StoredObject, pattern: AttributeInstance): StoredInstance[] =>
  object.attributes.filter((each) => isSameAttribute(each, pattern))

/**
 * Clears Always Sensitive and Never Extractable once the object is not Sensitive, or is Extractable (KMIP 2.1 §4.3,
 * §4.33).
 */
const deriveFlags = (attributes: readonly StoredInstance[]): AttributeChanges => ({
  ...(valueIn(attributes, 'Sensitive') === false && { AlwaysSensitive: false }),
  ...(valueIn(attributes, 'Extractable') === true && { NeverExtractable: false }),
})

const replaceAttributes = (object: StoredObject, attributes: readonly StoredInstance[], now: Date): StoredObject =>
  settleState(setAttributes({ ...object, attributes }, { ...deriveFlags(attributes), LastChangeDate: now }), now)

/** Applies an instance that the client gave. */
const applyInstance = (
  object: StoredObject,
  attributes: readonly StoredInstance[],
  instance: StoredInstance,
  now: Date,
) => {
  requireDateOrder(attributes, [instance])
  return { object: replaceAttributes(object, attributes, now), instance }
}

/** Normalizes a client's value: Usage Limits start with the whole total (KMIP 1.4 §3.21). */
export const normalizeInstance = (instance: AttributeInstance): AttributeInstance => {
  if (instance.attribute === 'Attribute' && instance.value.vendorIdentification === '')
    throw new KmipError('UnsupportedAttribute', `The attribute ${instance.value.attributeName} is unknown.`)
  return instance.attribute === 'UsageLimits'
    ? { ...instance, value: { ...instance.value, usageLimitsCount: instance.value.usageLimitsTotal } }
    : instance
}

const requireUniqueName = (object: StoredObject, instance: AttributeInstance): void => {
  if (instance.attribute !== 'Name' || instance.value.nameValue === '') return
  if (findInstances(object, instance).some((each) => isDeepStrictEqual(each.value, instance.value)))
    throw new KmipError('NonUniqueNameAttribute', `The object already has the name ${instance.value.nameValue}.`)
}

/** Adds an instance. KMIP 1.4 §4.14, 2.1 §6.1.2. */
export const addInstance = (
  object: StoredObject,
  added: AttributeInstance,
  { version, now }: ChangeContext,
): InstanceChange => {
  const rules = getRules(added.attribute, version)
  requireKnown(added.attribute, version)
  const same = findInstances(object, added)
  if (!rules.initiallySetBy?.includes('client') || isServerAttribute(added))
    throw new KmipError('ReadOnlyAttribute', `Only the server sets ${added.attribute}.`)
  requireApplicable(added.attribute, object.objectType, version)
  if (same.length && !rules.multiInstance)
    throw new KmipError('AttributeSingleValued', `The object already has ${added.attribute}; modify it instead.`)
  if (typeof rules.modifiableByClient === 'string')
    requireAllowed(rules.modifiableByClient, added.attribute, object, now, 'ReadOnlyAttribute')
  requireUniqueName(object, added)
  const instance = {
    ...normalizeInstance(added),
    index: findNextIndex(object, (each) => isSameAttribute(each, added)),
  } as StoredInstance
  return applyInstance(object, [...object.attributes, instance], instance, now)
}

const createNotFoundError = (attribute: string): KmipError =>
  new KmipError('AttributeNotFound', `The object has no ${attribute}.`)

/** Treats an attribute that the client's version lacks as absent. */
const requireKnownToClient = (attribute: AttributeId, version: Version): void => {
  if (!isKnown(attribute, version)) throw createNotFoundError(attribute)
}

/** Selects an instance by index (1.x) or current value (2.x), or the only one. */
const selectInstance = (
  object: StoredObject,
  pattern: AttributeInstance,
  current?: AttributeInstance,
): StoredInstance => {
  const same = findInstances(object, pattern)
  if (same.length === 0) throw createNotFoundError(pattern.attribute)
  if (current) {
    const match = same.find((each) => isDeepStrictEqual(each.value, current.value))
    if (!match) throw new KmipError('AttributeInstanceNotFound', `No ${pattern.attribute} has this current value.`)
    return match
  }
  const index = pattern.index ?? (same.length === 1 ? same[0]?.index : undefined)
  if (index === undefined)
    throw new KmipError(
      'MultiValuedAttribute',
      `The object has ${same.length} instances of ${pattern.attribute}: specify one.`,
    )
  const match = same.find((each) => each.index === index)
  if (!match)
    throw new KmipError('AttributeInstanceNotFound', `The object has no ${pattern.attribute} with index ${index}.`)
  return match
}

/** Modifies one instance. KMIP 1.4 §4.15, 2.1 §6.1.34. */
export const modifyInstance = (
  object: StoredObject,
  wanted: AttributeInstance,
  current: AttributeInstance | undefined,
  { version, now }: ChangeContext,
): InstanceChange => {
  requireKnownToClient(wanted.attribute, version)
  const rules = getRules(wanted.attribute, version)
  if (current && !isSameAttribute(current, wanted))
    throw new KmipError('InvalidField', 'Current Attribute and New Attribute must be the same attribute.')
  const isFixed = !rules.modifiableByClient || isServerAttribute(wanted)
  if (isFixed) requireAllowed(false, wanted.attribute, object, now, 'AttributeReadOnly')
  const old = selectInstance(object, wanted, current)
  requireAllowed(rules.modifiableByClient, wanted.attribute, object, now, 'AttributeReadOnly')
  if (!isDeepStrictEqual(old.value, wanted.value)) requireUniqueName(object, wanted)
  const instance = { ...normalizeInstance(wanted), index: old.index } as StoredInstance
  const attributes = object.attributes.map((each) => (each === old ? instance : each))
  return applyInstance(object, attributes, instance, now)
}

/** Adds the attribute, or modifies its instance. KMIP 2.1 §6.1.51. */
export const setInstance = (object: StoredObject, given: AttributeInstance, when: ChangeContext): InstanceChange => {
  requireKnown(given.attribute, when.version)
  if (findInstances(object, given).length > 0) return modifyInstance(object, given, undefined, when)
  return addInstance(object, given, when)
}

export const toPattern = (reference: AttributeReference, index?: number): AttributeInstance => {
  if (typeof reference === 'string' && !attributeOfId(reference))
    throw new KmipError('InvalidAttribute', `${reference} is not an attribute.`)
  return (
    typeof reference === 'string'
      ? { attribute: reference as AttributeId, index, value: undefined }
      : { attribute: 'Attribute', index, value: reference }
  ) as AttributeInstance
}

const findDeletionRule = (like: AttributeInstance, version: Version): AttributeRules['deletableByClient'] => {
  requireKnownToClient(like.attribute, version)
  return isServerAttribute(like) ? false : getRules(like.attribute, version).deletableByClient
}

/** Deletes the instance with `index` (1.x) or with the current value (2.x). KMIP 1.4 §4.16, 2.1 §6.1.13. */
export const deleteInstance = (
  object: StoredObject,
  which: { reference: AttributeReference; index?: number } | { current: AttributeInstance },
  when: ChangeContext,
): InstanceChange => {
  const current = 'current' in which ? which.current : undefined
  const like = 'current' in which ? which.current : toPattern(which.reference, which.index)
  const deletable = findDeletionRule(like, when.version)
  const instance = selectInstance(object, like, current)
  requireAllowed(deletable, like.attribute, object, when.now, 'AttributeReadOnly')
  const attributes = object.attributes.filter((each) => each !== instance)
  return { object: replaceAttributes(object, attributes, when.now), instance }
}

/** Deletes all instances of an attribute. KMIP 2.1 §6.1.13. */
export const deleteAllInstances = (
  object: StoredObject,
  reference: AttributeReference,
  when: ChangeContext,
): StoredObject => {
  const like = toPattern(reference)
  const same = findInstances(object, like)
  if (same.length === 0) throw createNotFoundError(like.attribute)
  requireAllowed(findDeletionRule(like, when.version), like.attribute, object, when.now, 'AttributeReadOnly')
  return replaceAttributes(
    object,
    object.attributes.filter((each) => !isSameAttribute(each, like)),
    when.now,
  )
}
