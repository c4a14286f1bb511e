import { Archive } from '../../../codec/index.ts'
import { type Handler, toUpdate } from '../../handler/handler.ts'
import { archiveObject, requireMaterial } from '../../lifecycle/archival.ts'

/** KMIP 1.4 §4.22, 2.1 §6.1.4. The server archives at once. The pipeline refuses archived objects (§11.23). */
export const archive: Handler<typeof Archive> = {
  operation: Archive,
  access: 'principals',
  asynchronous: 'Optional',
  target: 'object',
  archived: 'refused',
  changesAttributes: false,
  run(_request, { now }, object) {
    requireMaterial(object)
    return { payload: { uniqueIdentifier: object.uniqueIdentifier }, changes: [toUpdate(archiveObject(object, now))] }
  },
}
