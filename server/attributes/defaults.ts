import {
  type AttributeInstance,
  type AttributeList,
  KmipError,
  type ObjectType,
  type Version,
} from '../../codec/index.ts'
import type { DefaultsInformation, ObjectDefaults } from '../../codec/kmip/structure/constraints.ts'
import { livesIn } from '../../codec/kmip/version.ts'
import type { Scope } from '../handler/scope.ts'
import { acceptAttributes, describesObject } from './create-object.ts'
import { getRules, isSameAttribute, requireDeclaration } from './rules.ts'
import { defaultsSetting, readSetting } from './setting.ts'

const listTypes = ({ objectType, objectTypes }: ObjectDefaults): readonly ObjectType[] => [
  ...(objectType ? [objectType] : []),
  ...(objectTypes?.objectType ?? []),
]

const listAttributes = ({ attributes }: ObjectDefaults): AttributeInstance[] =>
  (attributes ?? []).filter((each): each is AttributeInstance => each.attribute !== 'TemplateAttribute')

const listGroups = (list: AttributeList): string[] =>
  list.flatMap((each) => (each.attribute === 'ObjectGroup' ? [each.value] : []))

/** Refuses defaults that the server cannot apply. KMIP 2.1 §6.1.53, §7.11, §7.22. */
export const requireUsableDefaults = (information: DefaultsInformation, { capabilities, version }: Scope): void => {
  for (const each of information.objectDefaults ?? []) {
    const types = listTypes(each)
    if (types.length === 0) throw new KmipError('InvalidField', 'Object Defaults need an Object Type.')
    const foreign = types.find((type) => !capabilities.objectTypes.includes(type))
    if (foreign) throw new KmipError('InvalidObjectType', `The server does not store objects of type ${foreign}.`)
    if (!each.attributes?.length) throw new KmipError('InvalidField', 'Object Defaults need Attributes.')
    acceptAttributes(each.attributes, version)
    if (each.attributes.some(({ attribute }) => attribute === 'Name'))
      throw new KmipError('InvalidField', 'A Name is unique and cannot be a default.')
  }
}

const isSettable = ({ attribute }: AttributeInstance, version: Version): boolean => {
  const { since, until } = requireDeclaration(attribute)
  const { initiallySetBy } = getRules(attribute, version)
  return livesIn(version, since, until) && (initiallySetBy?.includes('client') || describesObject(attribute))
}

/**
 * Adds default attributes to those of the client. Defaults may apply to all objects or to an Object Group. The last
 * default of an attribute counts. Attributes that the client's version lacks are omitted.
 *
 * @param isGenerated - false for a registered object, whose material decides its describing attributes
 */
export const addDefaults = async (
  objectType: ObjectType,
  given: readonly AttributeInstance[],
  scope: Scope,
  isGenerated = true,
): Promise<readonly AttributeInstance[]> => {
  const { objectDefaults = [] } = await readSetting(defaultsSetting, scope)
  const groups = listGroups(given)
  const isConcerned = (each: ObjectDefaults): boolean =>
    listTypes(each).includes(objectType) &&
    (!each.objectGroups?.objectGroup?.length || each.objectGroups.objectGroup.some((group) => groups.includes(group)))
  const defaults = objectDefaults
    .filter(isConcerned)
    .map(listAttributes)
    .reduce<AttributeInstance[]>(
      (all, next) => [...all.filter((each) => !next.some((other) => isSameAttribute(each, other))), ...next],
      [],
    )
  const missing = defaults.filter(
    (each) =>
      isSettable(each, scope.version) &&
      (isGenerated || !describesObject(each.attribute)) &&
      !given.some((other) => isSameAttribute(each, other)),
  )
  return missing.length ? [...missing, ...given] : given
}
