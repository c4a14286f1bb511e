import { Activate } from '../../codec/index.ts'
import { activated } from '../lifecycle/transition.ts'
import { type Handler, updated } from './handler.ts'

/** KMIP 1.4 §4.19, 2.1 §6.1.1. */
export const activate: Handler<typeof Activate> = {
  operation: Activate,
  target: 'object',
  run: (_request, { now }, object) => ({
    payload: { uniqueIdentifier: object.uniqueIdentifier },
    changes: [updated(activated(object, now))],
  }),
}
