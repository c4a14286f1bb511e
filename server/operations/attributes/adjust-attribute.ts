import { AdjustAttribute } from '../../../codec/index.ts'
import { adjustInstance } from '../../attributes/adjust-instance.ts'
import { type Handler, toUpdate } from '../../handler/handler.ts'

/** KMIP 2.1 §6.1.3. */
export const adjustAttribute: Handler<typeof AdjustAttribute> = {
  operation: AdjustAttribute,
  access: 'principals',
  asynchronous: 'Optional',
  target: 'object',
  archived: 'refused',
  changesAttributes: true,
  run: ({ attributeReference, ...adjustment }, scope, object) => ({
    payload: { uniqueIdentifier: object.uniqueIdentifier },
    changes: [toUpdate(adjustInstance(object, attributeReference, adjustment, scope).object)],
  }),
}
