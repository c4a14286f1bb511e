import { KmipError, type ManagedObject, type ObjectType, objectTypeOf } from '../../codec/index.ts'
import type { Scope } from '../handler/scope.ts'

/** Requires that the object has the declared type and that the server stores objects of this type. */
export const requireStorableType = (
  object: ManagedObject,
  declared: ObjectType,
  { capabilities }: Scope,
): ObjectType => {
  const objectType = objectTypeOf(object)
  if (declared !== objectType)
    throw new KmipError('InvalidObjectType', `Object Type is ${declared}, but the object is a ${objectType}.`)
  if (!capabilities.objectTypes.includes(objectType))
    throw new KmipError('InvalidObjectType', `The server does not store objects of type ${objectType}.`)
  return objectType
}
