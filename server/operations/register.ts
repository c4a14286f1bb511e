import {
  type AttributeInstance,
  type KeyBlock,
  KmipError,
  type ManagedObject,
  objectTypeOf,
  Register,
} from '../../codec/index.ts'
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

/**
 * The object without a Key Compression Type where it says nothing: it is about elliptic curve public keys (KMIP 1.4
 * §2.1.3), but libkmip sends it with AES keys.
 */
const kept = (object: ManagedObject): ManagedObject => {
  const [own, holder] = Object.entries(object)[0] as [keyof ManagedObject, { keyBlock?: KeyBlock }]
  if (own === 'publicKey' || holder.keyBlock?.keyCompressionType === undefined) return object
  const { keyCompressionType: _, ...keyBlock } = holder.keyBlock
  return { [own]: { ...holder, keyBlock } } as unknown as ManagedObject
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
    const attributes = [...(await fromTemplates(scope, request.attributes)), ...ownNames(request.object)]
    const object = newObject(kept(request.object), attributes, 'registered', scope)
    return { payload: { uniqueIdentifier: object.uniqueIdentifier }, changes: [created(object)] }
  },
}
