import { type CryptographicUsageMask, KmipError } from '../../codec/index.ts'
import type { StoredObject } from '../store/store.ts'
import { attributeOf, withAttributes } from './attribute-of.ts'

/** What a key may be used for in each direction of time: Process Start and Protect Stop Date (KMIP 1.4 §3.25, §3.26). */
export type Purpose = 'protect' | 'process'

/** Throws unless the object is Active, may be used like this, and is inside its dates. */
export const requireUsable = (object: StoredObject, use: CryptographicUsageMask, purpose: Purpose, now: Date): void => {
  const state = attributeOf(object, 'State')
  if (state !== 'Active')
    throw new KmipError('WrongKeyLifecycleState', `The object is ${state}; it must be Active to be used for ${use}.`)
  if (!attributeOf(object, 'CryptographicUsageMask')?.includes(use))
    throw new KmipError('IncompatibleCryptographicUsageMask', `The Cryptographic Usage Mask does not allow ${use}.`)
  const stop = attributeOf(object, 'ProtectStopDate')
  if (purpose === 'protect' && stop && stop <= now)
    throw new KmipError('WrongKeyLifecycleState', 'The Protect Stop Date of the object is past.')
  const start = attributeOf(object, 'ProcessStartDate')
  if (purpose === 'process' && start && start > now)
    throw new KmipError('WrongKeyLifecycleState', 'The Process Start Date of the object lies ahead.')
}

/**
 * The object after a use of `size` bytes, or `undefined` when it has no Usage Limits. KMIP 1.4 §3.21, 2.1 §4.58.
 * Refused as Permission Denied in every version: so the profiles' test cases have it (CS-BC-M-7).
 */
export const afterUse = (object: StoredObject, size: number): StoredObject | undefined => {
  const limits = attributeOf(object, 'UsageLimits')
  if (!limits) return undefined
  const left = limits.usageLimitsCount ?? limits.usageLimitsTotal
  const needed = limits.usageLimitsUnit === 'Byte' ? BigInt(size) : 1n
  if (needed > left)
    throw new KmipError('PermissionDenied', `The Usage Limits of the object leave ${left}, not ${needed}.`)
  return withAttributes(object, { UsageLimits: { ...limits, usageLimitsCount: left - needed } })
}
