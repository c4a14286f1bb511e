import { Get } from '../../../codec/index.ts'
import { type Handler, toUpdate } from '../../handler/handler.ts'
import { deliverObject } from '../../key-delivery/deliver-object.ts'
import { removeAttributes } from '../../key-delivery/remove-attributes.ts'
import type { WrappedObject } from '../../key-delivery/wrapping/wrap-object.ts'
import { getAttribute, setAttributes } from '../../lifecycle/object-attributes.ts'

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
