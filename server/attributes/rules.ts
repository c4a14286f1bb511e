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
  if (!declared) throw new KmipError('UnsupportedAttribute', `The attribute ${attribute} is unknown.`)
  return declared
}

/** The rules of an attribute in a version (KMIP 1.4 §3, 2.1 §4). */
export const getRules = (attribute: AttributeId, version: Version): AttributeRules => {
  const { v1, v2 } = requireDeclaration(attribute)
  return hasAttributesByTag(version) ? v2 : (v1 ?? v2)
}

/**
 * The object types that have this attribute in this version, or `undefined` for all. Objects keep other attributes for
 * clients of other versions: an opaque object has no State in 1.x.
 */
export const listTypesWith = (attribute: AttributeId, version: Version): readonly ObjectType[] | undefined =>
  getRules(attribute, version).appliesTo

/** Whether clients of this version see this attribute on objects of this type. */
export const isVisible = (attribute: AttributeId, objectType: string, version: Version): boolean => {
  const { since, until } = requireDeclaration(attribute)
  const appliesTo = listTypesWith(attribute, version)
  return livesIn(version, since, until) && (appliesTo === undefined || appliesTo.some((type) => type === objectType))
}

export const isKnown = (attribute: AttributeId, version: Version): boolean => {
  const { since, until } = requireDeclaration(attribute)
  return livesIn(version, since, until)
}

/** Refuses an attribute that this version lacks. */
export const requireKnown = (attribute: AttributeId, version: Version): void => {
  const { name } = requireDeclaration(attribute)
  if (!isKnown(attribute, version))
    throw new KmipError('UnsupportedAttribute', `KMIP ${version} has no attribute ${name}.`)
}

/** Refuses an attribute that does not apply to this type. Templates may have all attributes. */
export const requireApplicable = (attribute: AttributeId, objectType: ObjectType, version: Version): void => {
  const { appliesTo } = getRules(attribute, version)
  if (appliesTo && objectType !== 'Template' && !appliesTo.includes(objectType))
    throw new KmipError(
      'InvalidAttribute',
      `Objects of type ${objectType} have no ${requireDeclaration(attribute).name}.`,
    )
}

/**
 * Whether the server sets this vendor attribute, so that clients may not change it (KMIP 1.4 §3.39: `y-`, 2.1 §4.60:
 * vendor `y`).
 */
export const isServerAttribute = (instance: AttributeInstance): boolean =>
  instance.attribute === 'Attribute' && instance.value.vendorIdentification === 'y'

/** Whether both are instances of one attribute. Vendor and name identify vendor attributes. */
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

/** Whether a condition is met. `wrong state`: the object's State forbids it. */
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

/** Refuses a change that the object's State or the rules forbid. `readOnly` is the reason in the latter case. */
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
  if (!verdict) throw new KmipError(readOnly, `Clients cannot change ${name}.`)
}
