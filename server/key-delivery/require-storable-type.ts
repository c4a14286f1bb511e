import { KmipError, type ManagedObject, type ObjectType, objectTypeOf } from '../../codec/index.ts'
import type { Scope } from '../handler/scope.ts'

/** The type of an object that is to be stored, which is the one that the request says, and one that is kept here. */
export const requireStorableType = (
  object: ManagedObject,
  declared: ObjectType,
  { capabilities }: Scope,
): ObjectType => {
  const objectType = objectTypeOf(object)
  if (declared !== objectType)
    throw new KmipError('InvalidObjectType', `Object Type is ${declared}, but the object is a ${objectType}.`)
  if (!capabilities.objectTypes.includes(objectType))
    throw new KmipError('InvalidObjectType', `Objects of type ${objectType} are not kept here.`)
  return objectType
}
