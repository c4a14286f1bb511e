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

/** Refuses defaults that could not be applied. KMIP 2.1 §6.1.53, §7.11, §7.22. */
export const requireUsableDefaults = (information: DefaultsInformation, { capabilities, version }: Scope): void => {
  for (const each of information.objectDefaults ?? []) {
    const types = listTypes(each)
    if (types.length === 0) throw new KmipError('InvalidField', 'Object Defaults name no Object Type.')
    const foreign = types.find((type) => !capabilities.objectTypes.includes(type))
    if (foreign) throw new KmipError('InvalidObjectType', `Objects of type ${foreign} are not kept here.`)
    if (!each.attributes?.length) throw new KmipError('InvalidField', 'Object Defaults have no Attributes.')
    acceptAttributes(each.attributes, version)
    if (each.attributes.some(({ attribute }) => attribute === 'Name'))
      throw new KmipError('InvalidField', 'A Name is unique: it cannot be a default.')
  }
}

const isSettable = ({ attribute }: AttributeInstance, version: Version): boolean => {
  const { since, until } = requireDeclaration(attribute)
  const { initiallySetBy } = getRules(attribute, version)
  return livesIn(version, since, until) && (initiallySetBy?.includes('client') || describesObject(attribute))
}

/**
 * What the client gives, and the defaults for what it does not: those of all groups, and of the groups that the object is to be
 * in. Of one attribute the last defaults count. A client of an older version gets those that its version has.
 *
 * @param made false for a registered object: what it is, is not for defaults to say
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
