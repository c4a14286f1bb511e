import { SetAttribute } from '../../../codec/index.ts'
import { setInstance } from '../../attributes/change-instances.ts'
import { type Handler, toUpdate } from '../../handler/handler.ts'

/** KMIP 2.1 §6.1.51. */
export const setAttribute: Handler<typeof SetAttribute> = {
  operation: SetAttribute,
  access: 'principals',
  asynchronous: 'Optional',
  target: 'object',
  archived: 'refused',
  changesAttributes: true,
  run: ({ newAttribute }, scope, object) => ({
    payload: { uniqueIdentifier: object.uniqueIdentifier },
    changes: [toUpdate(setInstance(object, newAttribute, scope).object)],
  }),
}
