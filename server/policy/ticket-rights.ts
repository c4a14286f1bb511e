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

/** Whether a right covers an operation, on the object if given. */
const isCovered = ({ right }: Allowed, operation: OperationName, object: StoredObject | undefined): boolean =>
  isOperationCovered(right, operation) &&
  (object ? isObjectCovered(right, object) : isAboutObjects(operation) || !isLimited(right))

const intersect = <T>(some: readonly T[] | undefined, others: readonly T[] | undefined): readonly T[] | undefined =>
  some && others ? some.filter((each) => others.includes(each)) : (some ?? others)

/**
 * The objects of a part that a right covers. A part has one condition on groups, so two become the groups in both: possibly fewer
 * objects than allowed, never more.
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

/** A batch item: its operation and the bytes it processes. */
export interface RightsItem {
  readonly operation: OperationName
  /** The same object for retries of an item: it charges Usage Limits once. */
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
 * Throws unless the principal has no ticket or its ticket allows the operation, on the object if given. KMIP 2.1 §6.1.12: at least
 * one Right must allow it; §7.34: a Right limits only what it names.
 */
export const requireRight = ({ ticket }: Principal, item: RightsItem, object?: StoredObject): void => {
  if (!ticket) return
  const charged = ticket.charged.get(item.identity) ?? new Set<Allowed>()
  ticket.charged.set(item.identity, charged)
  const { objects } = operations[item.operation]
  // An operation on a named object is charged once the object is loaded.
  const charges = object !== undefined || objects === 'none' || objects === 'found'
  for (const layer of ticket.layers) {
    if (layer.some((allowed) => charged.has(allowed) && isCovered(allowed, item.operation, object))) continue
    const able = requireLayer(layer, item, object)
    if (!charges) continue
    charged.add(able)
    if (able.left !== undefined) able.left -= computeCharge(able, item.size)
  }
}

/** Limits the reach of a principal to the rights of its ticket. */
export const limitReach = ({ ticket }: Principal, reach: readonly Reach[]): readonly Reach[] => {
  let left = reach
  for (const layer of ticket?.layers ?? []) {
    const rights = layer.filter((allowed) => isCovered(allowed, 'Locate', undefined)).map(({ right }) => right)
    left = left.flatMap((part) => rights.flatMap((right) => narrowReach(part, right)))
  }
  return left
}
