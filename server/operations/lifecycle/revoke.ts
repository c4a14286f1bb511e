import { Revoke } from '../../../codec/index.ts'
import { type Handler, toUpdate } from '../../handler/handler.ts'
import { revokeObject } from '../../lifecycle/transition.ts'

/** KMIP 1.4 §4.20, 2.1 §6.1.48. */
export const revoke: Handler<typeof Revoke> = {
  operation: Revoke,
  access: 'principals',
  asynchronous: 'Optional',
  target: 'object',
  archived: 'refused',
  changesAttributes: false,
  run: (request, { now }, object) => ({
    payload: { uniqueIdentifier: object.uniqueIdentifier },
    changes: [toUpdate(revokeObject(object, request, now))],
  }),
}
