import { Check, KmipError } from '../../codec/index.ts'
import { attributeOf } from '../lifecycle/attribute-of.ts'
import type { Handler } from './handler.ts'

/** Whether a use would be allowed; nothing is consumed. KMIP 1.4 §4.10, 2.1 §6.1.7. */
export const check: Handler<typeof Check> = {
  operation: Check,
  target: 'object',
  run({ usageLimitsCount, cryptographicUsageMask, leaseTime }, _scope, object) {
    const mask = attributeOf(object, 'CryptographicUsageMask') ?? []
    const lacking = cryptographicUsageMask?.filter((use) => !mask.includes(use)) ?? []
    if (lacking.length)
      throw new KmipError(
        'IncompatibleCryptographicUsageMask',
        `The Cryptographic Usage Mask does not allow ${lacking.join(', ')}.`,
      )
    const limits = attributeOf(object, 'UsageLimits')
    const left = limits && (limits.usageLimitsCount ?? limits.usageLimitsTotal)
    if (usageLimitsCount !== undefined && left !== undefined && usageLimitsCount > left)
      throw new KmipError('UsageLimitExceeded', `The Usage Limits of the object leave ${left}.`)
    const lease = attributeOf(object, 'LeaseTime')
    if (leaseTime !== undefined && lease !== undefined && leaseTime > lease)
      throw new KmipError('PermissionDenied', `The Lease Time of the object is ${lease} seconds.`)
    return { payload: { uniqueIdentifier: object.uniqueIdentifier } }
  },
}
