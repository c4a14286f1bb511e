import { Activate, KmipError } from '../../../codec/index.ts'
import { isVisible } from '../../attributes/rules.ts'
import { type Handler, toUpdate } from '../../handler/handler.ts'
import { activateObject } from '../../lifecycle/transition.ts'

/** KMIP 1.4 §4.19, 2.1 §6.1.1. */
export const activate: Handler<typeof Activate> = {
  operation: Activate,
  access: 'principals',
  asynchronous: 'Optional',
  target: 'object',
  archived: 'refused',
  changesAttributes: false,
  run(_request, { now, version }, object) {
    if (!isVisible('State', object.objectType, version))
      throw new KmipError('IllegalObjectType', `Objects of type ${object.objectType} have no state in KMIP ${version}.`)
    return {
      payload: { uniqueIdentifier: object.uniqueIdentifier },
      changes: [toUpdate(activateObject(object, now))],
    }
  },
}
