import { GetUsageAllocation } from '../../../codec/index.ts'
import { type Handler, toUpdate } from '../../handler/handler.ts'
import { requireMaterial } from '../../lifecycle/archival.ts'
import { allocateUsage } from '../../lifecycle/usage.ts'

/** KMIP 1.4 §4.18, 2.1 §6.1.23. The whole allocation counts as used. */
export const getUsageAllocation: Handler<typeof GetUsageAllocation> = {
  operation: GetUsageAllocation,
  access: 'principals',
  asynchronous: 'Optional',
  target: 'object',
  archived: 'refused',
  changesAttributes: false,
  run({ usageLimitsCount }, { now }, object) {
    requireMaterial(object)
    return {
      payload: { uniqueIdentifier: object.uniqueIdentifier },
      changes: [toUpdate(allocateUsage(object, usageLimitsCount, now))],
    }
  },
}
