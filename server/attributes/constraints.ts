import { isDeepStrictEqual } from 'node:util'
import { type AttributeInstance, KmipError } from '../../codec/index.ts'
import type { Constraint, Constraints } from '../../codec/kmip/structure/constraints.ts'
import type { Scope } from '../handler/scope.ts'
import type { StoredObject } from '../store/store.ts'
import { isSameAttribute, requireDeclaration, requireKnown } from './rules.ts'

const listAttributes = ({ attributes }: Constraint): AttributeInstance[] =>
  (attributes ?? []).filter((each): each is AttributeInstance => each.attribute !== 'TemplateAttribute')

/** Refuses constraints without effect. KMIP 2.1 §6.1.52, §7.6. */
export const requireUsableConstraints = ({ constraint = [] }: Constraints, { capabilities, version }: Scope): void => {
  for (const each of constraint) {
    const foreign = each.objectTypes?.objectType?.find((type) => !capabilities.objectTypes.includes(type))
    if (foreign) throw new KmipError('InvalidObjectType', `The server does not store objects of type ${foreign}.`)
    if (listAttributes(each).length === 0) throw new KmipError('InvalidField', 'A Constraint has no Attributes.')
    for (const { attribute } of listAttributes(each)) requireKnown(attribute, version)
  }
}

const isConcerned = ({ objectTypes, objectGroups }: Constraint, object: StoredObject): boolean => {
  const types = objectTypes?.objectType ?? []
  const groups = objectGroups?.objectGroup ?? []
  return (
    (types.length === 0 || types.includes(object.objectType)) &&
    (groups.length === 0 ||
      object.attributes.some(({ attribute, value }) => attribute === 'ObjectGroup' && groups.includes(value as string)))
  )
}

const isMask = (value: unknown): value is readonly string[] => Array.isArray(value)

/** Whether the object has one of the allowed values. A mask may have allowed bits only. */
const isMet = (object: StoredObject, allowed: readonly AttributeInstance[]): boolean => {
  const bits = allowed.flatMap(({ value }) => (isMask(value) ? value : []))
  const instances = object.attributes.filter((each) => isSameAttribute(each, allowed[0] as AttributeInstance))
  return instances.some(({ value }) =>
    isMask(value)
      ? value.every((bit) => bits.includes(bit))
      : allowed.some((each) => isDeepStrictEqual(each.value, value)),
  )
}

/** The first attribute that violates a constraint. */
const findViolation = (object: StoredObject, { constraint = [] }: Constraints): string | undefined => {
  for (const each of constraint.filter((one) => isConcerned(one, object))) {
    const all = listAttributes(each)
    const bad = all.find(
      (one) =>
        !isMet(
          object,
          all.filter((other) => isSameAttribute(one, other)),
        ),
    )
    if (bad) return bad.attribute === 'Attribute' ? bad.value.attributeName : requireDeclaration(bad.attribute).name
  }
  return undefined
}

/**
 * Refuses a new object that violates a constraint, and a change that introduces a violation. Objects may violate
 * constraints that are younger than they are (`before`). KMIP 2.1 §7.6, §11.46.
 */
export const requireWithinConstraints = (
  constraints: Constraints,
  object: StoredObject,
  before?: StoredObject,
): void => {
  if (!constraints.constraint?.length) return
  const attribute = findViolation(object, constraints)
  if (attribute === undefined || (before && findViolation(before, constraints) !== undefined)) return
  throw new KmipError(
    'ConstraintViolation',
    `A constraint of the server forbids this ${attribute} for a ${object.objectType}: see Get Constraints.`,
  )
}
