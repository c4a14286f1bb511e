import { AddAttribute } from '../../../codec/index.ts'
import { addInstance } from '../../attributes/change-instances.ts'
import { omitZeroIndex } from '../../attributes/visible-attributes.ts'
import { type Handler, toUpdate } from '../../handler/handler.ts'

/** KMIP 1.4 §4.14, 2.1 §6.1.2. */
export const addAttribute: Handler<typeof AddAttribute> = {
  operation: AddAttribute,
  access: 'principals',
  asynchronous: 'Optional',
  target: 'object',
  archived: 'refused',
  changesAttributes: true,
  run(request, scope, object) {
    const added = addInstance(object, request.newAttribute, scope)
    return {
      payload: { uniqueIdentifier: object.uniqueIdentifier, attribute: omitZeroIndex(added.instance) },
      changes: [toUpdate(added.object)],
    }
  },
}
