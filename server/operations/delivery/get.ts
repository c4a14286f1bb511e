import { Get } from '../../../codec/index.ts'
import { type Handler, updated } from '../../handler/handler.ts'
import { returnedObject } from '../../key-delivery/returned-object.ts'
import { withoutAttributes } from '../../key-delivery/without-attributes.ts'
import type { WrappedObject } from '../../key-delivery/wrapping/wrapped.ts'
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
    const answer = ({ object: given, changes }: WrappedObject) => {
      const fresh = getAttribute(object, 'Fresh') ? [updated(setAttributes(object, { Fresh: false }))] : []
      return {
        payload: {
          objectType: object.objectType,
          uniqueIdentifier: object.uniqueIdentifier,
          object: withoutAttributes(given),
        },
        ...((fresh.length || changes.length) && { changes: [...fresh, ...changes] }),
      }
    }
    const returned = returnedObject(object, request, scope)
    return returned instanceof Promise ? returned.then(answer) : answer(returned)
  },
}
