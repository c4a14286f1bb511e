import { Destroy } from '../../../codec/index.ts'
import { type Handler, updated } from '../../handler/handler.ts'
import { requirePresent } from '../../lifecycle/require-present.ts'
import { destroyed } from '../../lifecycle/transition.ts'

/** KMIP 1.4 §4.21, 2.1 §6.1.17. */
export const destroy: Handler<typeof Destroy> = {
  operation: Destroy,
  access: 'principals',
  asynchronous: 'Optional',
  target: 'object',
  archived: 'refused',
  changesAttributes: false,
  run(_request, { now }, object) {
    requirePresent(object)
    return { payload: { uniqueIdentifier: object.uniqueIdentifier }, changes: [updated(destroyed(object, now))] }
  },
}
