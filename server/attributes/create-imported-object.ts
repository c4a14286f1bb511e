import {
  type AttributeId,
  type AttributeInstance,
  type AttributeList,
  KmipError,
  type ManagedObject,
  objectTypeOf,
  valueIn,
} from '../../codec/index.ts'
import type { Scope } from '../handler/scope.ts'
import { settleState } from '../lifecycle/settle-state.ts'
import type { StoredObject } from '../store/store.ts'
import { addDerived, numberInstances } from './create-object.ts'
import { deriveMaterialAttributes } from './material.ts'
import { getRules, isSameAttribute, requireKnown } from './rules.ts'

/** Attributes that the request gives as fields. */
const givenByRequest: ReadonlySet<AttributeId> = new Set<AttributeId>(['UniqueIdentifier', 'ObjectType'])

const requireImportable = (list: AttributeList, { version }: Scope): AttributeInstance[] => {
  const taken: AttributeInstance[] = []
  for (const each of list) {
    if (each.attribute === 'TemplateAttribute')
      throw new KmipError('InvalidField', 'Import does not support templates.')
    requireKnown(each.attribute, version)
    if (!getRules(each.attribute, version).multiInstance && taken.some((other) => isSameAttribute(other, each)))
      throw new KmipError('AttributeSingleValued', `${each.attribute} occurs more than once.`)
    if (!givenByRequest.has(each.attribute)) taken.push(each)
  }
  return taken
}

const isDestroyed = (state: unknown): boolean => state === 'Destroyed' || state === 'DestroyedCompromised'

/**
 * Creates an object with the client's identifier and attributes, even those that the server otherwise sets. Missing
 * attributes follow from the material, or are those of a new object. KMIP 1.4 §4.41, 2.1 §6.1.25.
 */
export const createImportedObject = (
  object: ManagedObject,
  { uniqueIdentifier, owner }: Pick<StoredObject, 'uniqueIdentifier' | 'owner'>,
  list: AttributeList,
  scope: Scope,
): StoredObject => {
  const objectType = objectTypeOf(object)
  const attributes = numberInstances(addDerived(requireImportable(list, scope), deriveMaterialAttributes(object)))
  const defaultTo = (attribute: AttributeId, value: unknown) =>
    attributes.some((each) => each.attribute === attribute) ? [] : [{ attribute, index: 0, value } as AttributeInstance]
  const all = [
    { attribute: 'UniqueIdentifier', index: 0, value: uniqueIdentifier },
    { attribute: 'ObjectType', index: 0, value: objectType },
    ...attributes,
    ...defaultTo('ShortUniqueIdentifier', scope.random(8)),
    ...defaultTo('InitialDate', scope.now),
    ...defaultTo('LastChangeDate', scope.now),
    ...(objectType === 'Template' ? [] : defaultTo('State', 'PreActive')),
  ] as StoredObject['attributes']
  const imported = { uniqueIdentifier, objectType, owner, revision: 0, attributes: all }
  // A destroyed object has no material, even if the request has some.
  return isDestroyed(valueIn(all, 'State')) ? imported : settleState({ ...imported, object }, scope.now)
}
