import { KmipError, type OperationName, operations, type Right } from '../../codec/index.ts'
import type { Allowed, Layers, Principal } from '../identity/principal.ts'
import type { Reach, StoredObject } from '../store/store.ts'

const isAboutObjects = (operation: OperationName): boolean => operations[operation].objects !== 'none'

const isOperationCovered = ({ operations: list }: Right, operation: OperationName): boolean =>
  list === undefined || (list.operation ?? []).includes(operation)

const isLimited = ({ objects, objectGroups }: Right): boolean => objects !== undefined || objectGroups !== undefined

const isObjectCovered = ({ objects, objectGroups }: Right, object: StoredObject): boolean =>
  (objects === undefined || (objects.uniqueIdentifier ?? []).includes(object.uniqueIdentifier)) &&
  (objectGroups === undefined ||
    object.attributes.some(
      ({ attribute, value }) => attribute === 'ObjectGroup' && objectGroups.objectGroup?.includes(value as string),
    ))

/** Whether a right has to do with an operation; which objects it may be done on is asked for each of them. */
const isCovered = ({ right }: Allowed, operation: OperationName, object: StoredObject | undefined): boolean =>
  isOperationCovered(right, operation) &&
  (object ? isObjectCovered(right, object) : isAboutObjects(operation) || !isLimited(right))

const intersect = <T>(some: readonly T[] | undefined, others: readonly T[] | undefined): readonly T[] | undefined =>
  some && others ? some.filter((each) => others.includes(each)) : (some ?? others)

/**
 * The objects of a part that a right covers. Two conditions on groups cannot be told in one: of a part that has one already
 * only what both name is left, which is less than it could be, never more.
 */
const narrowReach = (part: Reach, { objects, objectGroups }: Right): Reach => {
  const named = objects && (objects.uniqueIdentifier ?? []).filter((each) => typeof each === 'string')
  const uniqueIdentifiers = intersect(part.uniqueIdentifiers, named)
  const groups = intersect(part.objectGroups, objectGroups && (objectGroups.objectGroup ?? []))
  return {
    ...(part.owner !== undefined && { owner: part.owner }),
    ...(uniqueIdentifiers && { uniqueIdentifiers }),
    ...(groups && { objectGroups: groups }),
  }
}

const computeCharge = ({ right }: Allowed, size: number): bigint =>
  right.usageLimits?.usageLimitsUnit === 'Byte' ? BigInt(size) : 1n

/** A batch item: what it is about, and the bytes that it works on. */
export interface RightsItem {
  readonly operation: OperationName
  /** The same for the same item of a request, also when it is tried again: Usage Limits are charged once. */
  readonly identity: object
  readonly size: number
}

const requireLayer = (
  layer: Layers[number],
  { operation, size }: RightsItem,
  object: StoredObject | undefined,
): Allowed => {
  const covering = layer.filter((allowed) => isCovered(allowed, operation, object))
  if (covering.length === 0)
    throw new KmipError('PermissionDenied', `The ticket does not allow ${operation}${object ? ' on this object' : ''}.`)
  const able = covering.find((allowed) => allowed.left === undefined || allowed.left >= computeCharge(allowed, size))
  if (!able) throw new KmipError('UsageLimitExceeded', 'The Usage Limits of the ticket are used up.')
  return able
}

/**
 * Throws unless the ticket of the principal, if it has one, allows the operation, on the object when one is given.
 * KMIP 2.1 §6.1.12: at least one Right must allow it; §7.34: what a Right leaves out is not limited.
 */
export const requireRight = ({ ticket }: Principal, item: RightsItem, object?: StoredObject): void => {
  if (!ticket) return
  const charged = ticket.charged.get(item.identity) ?? new Set<Allowed>()
  ticket.charged.set(item.identity, charged)
  const { objects } = operations[item.operation]
  // On which object it will be done is not known before that is loaded: it is charged then.
  const charges = object !== undefined || objects === 'none' || objects === 'found'
  for (const layer of ticket.layers) {
    if (layer.some((allowed) => charged.has(allowed) && isCovered(allowed, item.operation, object))) continue
    const able = requireLayer(layer, item, object)
    if (!charges) continue
    charged.add(able)
    if (able.left !== undefined) able.left -= computeCharge(able, item.size)
  }
}

/** What is left of the reach of a principal with the rights of its ticket. */
export const limitReach = ({ ticket }: Principal, reach: readonly Reach[]): readonly Reach[] => {
  let left = reach
  for (const layer of ticket?.layers ?? []) {
    const rights = layer.filter((allowed) => isCovered(allowed, 'Locate', undefined)).map(({ right }) => right)
    left = left.flatMap((part) => rights.flatMap((right) => narrowReach(part, right)))
  }
  return left
}
