import { Get, keyBlockOf, type ManagedObject, withKeyBlock } from '../../../codec/index.ts'
import { type Handler, toUpdate } from '../../handler/handler.ts'
import { deliverObject } from '../../key-delivery/deliver-object.ts'
import type { WrappedObject } from '../../key-delivery/wrapping/wrap-object.ts'
import { getAttribute, setAttributes } from '../../lifecycle/object-attributes.ts'

/**
 * Removes the attributes inside the Key Value, because Veeam fails on them in a Get response. They stay when a MAC or
 * signature covers them.
 */
const removeAttributes = (object: ManagedObject): ManagedObject => {
  const block = keyBlockOf(object)
  const value = block?.keyValue
  if (!block || !value || value instanceof Uint8Array || !value.attributes || block.keyWrappingData) return object
  return withKeyBlock(object, { ...block, keyValue: { keyMaterial: value.keyMaterial } })
}

/** KMIP 1.4 §4.11, 2.1 §6.1.19. */
export const get: Handler<typeof Get> = {
  operation: Get,
  access: 'principals',
  asynchronous: 'Optional',
  target: 'object',
  archived: 'refused',
  changesAttributes: false,
  run(request, scope, object) {
    const toResult = ({ object: given, changes }: WrappedObject) => {
      const fresh = getAttribute(object, 'Fresh') ? [toUpdate(setAttributes(object, { Fresh: false }))] : []
      return {
        payload: {
          objectType: object.objectType,
          uniqueIdentifier: object.uniqueIdentifier,
          object: removeAttributes(given),
        },
        ...((fresh.length || changes.length) && { changes: [...fresh, ...changes] }),
      }
    }
    const returned = deliverObject(object, request, scope)
    return returned instanceof Promise ? returned.then(toResult) : toResult(returned)
  },
}
