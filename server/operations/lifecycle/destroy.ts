import { Destroy } from '../../../codec/index.ts'
import { type Handler, toUpdate } from '../../handler/handler.ts'
import { requireMaterial } from '../../lifecycle/archival.ts'
import { destroyObject } from '../../lifecycle/transition.ts'

/** KMIP 1.4 §4.21, 2.1 §6.1.17. */
export const destroy: Handler<typeof Destroy> = {
  operation: Destroy,
  access: 'principals',
  asynchronous: 'Optional',
  target: 'object',
  archived: 'refused',
  changesAttributes: false,
  run(_request, { now }, object) {
    requireMaterial(object)
    return { payload: { uniqueIdentifier: object.uniqueIdentifier }, changes: [toUpdate(destroyObject(object, now))] }
  },
}
