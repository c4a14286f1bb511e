import { Recover } from '../../../codec/index.ts'
import { type Handler, toUpdate } from '../../handler/handler.ts'
import { isArchived, recoverObject } from '../../lifecycle/archival.ts'

/** KMIP 1.4 §4.23, 2.1 §6.1.42. An object that is online stays as it is. */
export const recover: Handler<typeof Recover> = {
  operation: Recover,
  access: 'principals',
  asynchronous: 'Optional',
  target: 'object',
  archived: 'reached',
  changesAttributes: false,
  run: (_request, { now }, object) => ({
    payload: { uniqueIdentifier: object.uniqueIdentifier },
    ...(isArchived(object) && { changes: [toUpdate(recoverObject(object, now))] }),
  }),
}
