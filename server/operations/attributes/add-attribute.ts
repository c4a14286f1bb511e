import { AddAttribute } from '../../../codec/index.ts'
import { withAdded } from '../../attributes/change.ts'
import { shown } from '../../attributes/visible.ts'
import { type Handler, updated } from '../../handler/handler.ts'

/** KMIP 1.4 §4.14, 2.1 §6.1.2. */
export const addAttribute: Handler<typeof AddAttribute> = {
  operation: AddAttribute,
  access: 'principals',
  asynchronous: 'Optional',
  target: 'object',
  archived: 'refused',
  changesAttributes: true,
  run(request, scope, object) {
    const added = withAdded(object, request.newAttribute, scope)
    return {
      payload: { uniqueIdentifier: object.uniqueIdentifier, attribute: shown(added.instance) },
      changes: [updated(added.object)],
    }
  },
}
