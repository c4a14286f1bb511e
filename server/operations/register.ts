import { type AttributeInstance, KmipError, type ManagedObject, objectTypeOf, Register } from '../../codec/index.ts'
import { keyBlockOf } from '../attributes/material.ts'
import { newObject } from '../attributes/new-object.ts'
import { fromTemplates } from '../attributes/template.ts'
import { created, type Handler } from './handler.ts'

/** Key material that fits: what is stored must be a key in the clear, or absent. */
const requireStorable = (object: ManagedObject): void => {
  const block = keyBlockOf(object)
  if (!block) return
  if (block.keyWrappingData || block.keyValue instanceof Uint8Array)
    throw new KmipError(
      'FeatureNotSupported',
      'Wrapped keys cannot be registered here yet; register the key in the clear.',
    )
}

/** A name that stands inside a Template is the name of the template (SASED-M-2-10). */
const ownNames = (object: ManagedObject): AttributeInstance[] =>
  'template' in object
    ? (object.template.attributes ?? []).filter((each): each is AttributeInstance => each.attribute === 'Name')
    : []

/** KMIP 1.4 §4.3, 2.1 §6.1.46. */
export const register: Handler<typeof Register> = {
  operation: Register,
  async run(request, scope) {
    const objectType = objectTypeOf(request.object)
    if (request.objectType !== objectType)
      throw new KmipError(
        'InvalidObjectType',
        `Object Type is ${request.objectType}, but the object is a ${objectType}.`,
      )
    if (!scope.capabilities.objectTypes.includes(objectType))
      throw new KmipError('InvalidObjectType', `Objects of type ${objectType} are not kept here.`)
    requireStorable(request.object)
    const attributes = [...(await fromTemplates(request.attributes ?? [], scope)), ...ownNames(request.object)]
    const object = newObject(request.object, attributes, 'registered', scope)
    return { payload: { uniqueIdentifier: object.uniqueIdentifier }, changes: [created(object)] }
  },
}
