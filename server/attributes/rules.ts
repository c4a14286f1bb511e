import {
  type AttributeId,
  type AttributeInstance,
  type AttributeRules,
  attributeOfId,
  type Condition,
  KmipError,
  type NamedAttribute,
  type ObjectType,
  type Version,
} from '../../codec/index.ts'
import { hasAttributesByTag, livesIn } from '../../codec/kmip/version.ts'
import { getAttribute } from '../lifecycle/object-attributes.ts'
import type { StoredObject } from '../store/store.ts'

export const requireDeclaration = (attribute: AttributeId): NamedAttribute => {
  const declared = attributeOfId(attribute)
  if (!declared) throw new KmipError('UnsupportedAttribute', `There is no attribute ${attribute}.`)
  return declared
}

/** The rules table of an attribute in a version (KMIP 1.4 §3, 2.1 §4). */
export const getRules = (attribute: AttributeId, version: Version): AttributeRules => {
  const { v1, v2 } = requireDeclaration(attribute)
  return hasAttributesByTag(version) ? v2 : (v1 ?? v2)
}

/**
 * The types of objects that have this attribute for a client of this version, by the rules tables; all of them when
 * undefined. What an object has beyond that is kept for clients of other versions: it is not shown, not found by and not
 * worked on (an opaque object has no State in 1.x).
 */
export const listTypesWith = (attribute: AttributeId, version: Version): readonly ObjectType[] | undefined =>
  getRules(attribute, version).appliesTo

/** Whether objects of this type show this attribute to a client of this version. */
export const isVisible = (attribute: AttributeId, objectType: string, version: Version): boolean => {
  const { since, until } = requireDeclaration(attribute)
  const appliesTo = listTypesWith(attribute, version)
  return livesIn(version, since, until) && (appliesTo === undefined || appliesTo.some((type) => type === objectType))
}

export const isKnown = (attribute: AttributeId, version: Version): boolean => {
  const { since, until } = requireDeclaration(attribute)
  return livesIn(version, since, until)
}

/** Refuses an attribute that this version does not have. */
export const requireKnown = (attribute: AttributeId, version: Version): void => {
  const { name } = requireDeclaration(attribute)
  if (!isKnown(attribute, version))
    throw new KmipError('UnsupportedAttribute', `KMIP ${version} has no attribute ${name}.`)
}

/** Refuses an attribute that objects of this type do not have. Templates may have those of every type. */
export const requireApplicable = (attribute: AttributeId, objectType: ObjectType, version: Version): void => {
  const { appliesTo } = getRules(attribute, version)
  if (appliesTo && objectType !== 'Template' && !appliesTo.includes(objectType))
    throw new KmipError(
      'InvalidAttribute',
      `Objects of type ${objectType} have no ${requireDeclaration(attribute).name}.`,
    )
}

/** Vendor attributes of the server (KMIP 1.4 §3.39: `y-`, 2.1 §4.60: vendor `y`) are not for clients to set, change or delete. */
export const isServerAttribute = (instance: AttributeInstance): boolean =>
  instance.attribute === 'Attribute' && instance.value.vendorIdentification === 'y'

/** Instances of the same attribute; vendor attributes are told apart by vendor and name. */
export const isSameAttribute = (a: AttributeInstance, b: AttributeInstance): boolean =>
  a.attribute === b.attribute &&
  (a.attribute !== 'Attribute' ||
    b.attribute !== 'Attribute' ||
    (a.value.attributeName === b.value.attributeName && a.value.vendorIdentification === b.value.vendorIdentification))

const isUsable = (object: StoredObject): boolean => {
  const state = getAttribute(object, 'State')
  return state === undefined || state === 'PreActive' || state === 'Active'
}

const isAhead = (value: unknown, now: Date): boolean => !(value instanceof Date) || value > now

/** Whether a condition is met; `wrong state` when it is the object's state that forbids. */
const checkCondition = (
  condition: Condition,
  attribute: AttributeId,
  object: StoredObject,
  now: Date,
): boolean | 'wrong state' => {
  const state = getAttribute(object, 'State')
  const limits = getAttribute(object, 'UsageLimits')
  switch (condition) {
    case 'byItsCreator':
      return true
    case 'whilePreActive':
      return state === undefined || state === 'PreActive' || 'wrong state'
    case 'whileAhead':
      return (isUsable(object) && isAhead(getAttribute(object, attribute), now)) || 'wrong state'
    case 'whileUsable':
      return isUsable(object) || 'wrong state'
    case 'whenUnset':
      return getAttribute(object, attribute) === undefined
    case 'beforeFirstUse':
      return !limits || limits.usageLimitsCount === limits.usageLimitsTotal
  }
}

/** Refuses a change that the object's state does not allow, and one that nobody may make. `readOnly`: the reason then. */
export const requireAllowed = (
  allowed: boolean | Condition | undefined,
  attribute: AttributeId,
  object: StoredObject,
  now: Date,
  readOnly: 'AttributeReadOnly' | 'ReadOnlyAttribute',
): void => {
  const { name } = requireDeclaration(attribute)
  const verdict = typeof allowed === 'string' ? checkCondition(allowed, attribute, object, now) : (allowed ?? false)
  if (verdict === 'wrong state') {
    const state = getAttribute(object, 'State')
    throw new KmipError('WrongKeyLifecycleState', `${name} cannot be changed: the object is ${state}.`)
  }
  if (!verdict) throw new KmipError(readOnly, `${name} cannot be changed by a client.`)
}
