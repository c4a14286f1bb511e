import { Check } from '../../../codec/index.ts'
import { DeniedError } from '../../handler/denied-error.ts'
import type { Handler } from '../../handler/handler.ts'
import { getAttribute } from '../../lifecycle/object-attributes.ts'
import type { StoredObject } from '../../store/store.ts'

type CheckRequest = Parameters<(typeof check)['run']>[0]

const checkUsageLimits = ({ usageLimitsCount }: CheckRequest, object: StoredObject): DeniedError | undefined => {
  const limits = getAttribute(object, 'UsageLimits')
  const left = limits && (limits.usageLimitsCount ?? limits.usageLimitsTotal)
  if (usageLimitsCount === undefined || left === undefined || usageLimitsCount <= left) return undefined
  return new DeniedError('UsageLimitExceeded', `The Usage Limits of the object leave ${left}.`, { usageLimitsCount })
}

/** The error has no payload: BL-M-2, BL-M-3. */
const checkUsageMask = ({ cryptographicUsageMask }: CheckRequest, object: StoredObject): DeniedError | undefined => {
  const mask = getAttribute(object, 'CryptographicUsageMask') ?? []
  const lacking = cryptographicUsageMask?.filter((use) => !mask.includes(use)) ?? []
  if (lacking.length === 0) return undefined
  return new DeniedError(
    'IncompatibleCryptographicUsageMask',
    `The Cryptographic Usage Mask does not allow ${lacking.join(', ')}.`,
  )
}

/** A Lease Time of zero never ends. */
const checkLease = ({ leaseTime }: CheckRequest, object: StoredObject): DeniedError | undefined => {
  const longest = getAttribute(object, 'LeaseTime') ?? 0
  if (leaseTime === undefined || longest === 0 || (leaseTime !== 0 && leaseTime <= longest)) return undefined
  return new DeniedError('PermissionDenied', `The Lease Time of the object is ${longest} seconds.`, { leaseTime })
}

/**
 * Checks whether a use is allowed, without counting it. A denial returns all fields that caused it. KMIP 1.4 §4.10, 2.1
 * §6.1.7.
 */
export const check: Handler<typeof Check> = {
  operation: Check,
  access: 'principals',
  asynchronous: 'Optional',
  target: 'object',
  archived: 'refused',
  changesAttributes: false,
  run(request, _scope, object) {
    const denials = [checkUsageMask, checkUsageLimits, checkLease].flatMap((judge) => judge(request, object) ?? [])
    const [first] = denials
    if (first)
      throw new DeniedError(
        first.reason,
        denials.map(({ message }) => message).join(' '),
        denials.some(({ payload }) => payload)
          ? Object.assign({}, ...denials.map(({ payload }) => payload))
          : undefined,
      )
    return { payload: { uniqueIdentifier: object.uniqueIdentifier } }
  },
}
