import { type CryptographicUsageMask, KmipError, type State } from '../../codec/index.ts'
import type { StoredObject } from '../store/store.ts'
import { getAttribute, setAttributes } from './object-attributes.ts'

/** `protect` ends at the Protect Stop Date, `process` begins at the Process Start Date (KMIP 1.4 §3.25, §3.26). */
export type Purpose = 'protect' | 'process'

/**
 * Deactivated and Compromised keys still process protected data. The owner judges whether to trust it. KMIP 1.4 §3.22,
 * 2.1 §4.57.
 */
const usableStates: Readonly<Record<Purpose, readonly (State | undefined)[]>> = {
  protect: ['Active'],
  process: ['Active', 'Deactivated', 'Compromised'],
}

const requireState = (object: StoredObject, use: string, purpose: Purpose): void => {
  const state = getAttribute(object, 'State')
  if (!usableStates[purpose].includes(state))
    throw new KmipError(
      'WrongKeyLifecycleState',
      `The object is ${state}; it must be ${usableStates[purpose].join(' or ')} to be used for ${use}.`,
    )
}

const requireWithinDates = (object: StoredObject, purpose: Purpose, now: Date): void => {
  const stop = getAttribute(object, 'ProtectStopDate')
  if (purpose === 'protect' && stop && stop <= now)
    throw new KmipError('WrongKeyLifecycleState', 'The Protect Stop Date of the object is past.')
  const start = getAttribute(object, 'ProcessStartDate')
  if (purpose === 'process' && start && start > now)
    throw new KmipError('WrongKeyLifecycleState', 'The Process Start Date of the object is in the future.')
}

/** Requires that State, Cryptographic Usage Mask and dates allow the use. */
export const requireUsable = (object: StoredObject, use: CryptographicUsageMask, purpose: Purpose, now: Date): void => {
  requireState(object, use, purpose)
  if (!getAttribute(object, 'CryptographicUsageMask')?.includes(use))
    throw new KmipError('IncompatibleCryptographicUsageMask', `The Cryptographic Usage Mask does not allow ${use}.`)
  requireWithinDates(object, purpose, now)
}

/** Uses that protect data. The others process protected data (KMIP 1.4 §3.21, 2.1 §4.59). */
const protectingUses: readonly CryptographicUsageMask[] = [
  'Sign',
  'Encrypt',
  'WrapKey',
  'MACGenerate',
  'ContentCommitment',
  'DeriveKey',
  'KeyAgreement',
  'CertificateSign',
  'CRLSign',
  'GenerateCryptogram',
  'TranslateEncrypt',
  'TranslateWrap',
  'FPEEncrypt',
  'Unrestricted',
]

/** Allocates `count` units of the Usage Limits to a client. KMIP 1.4 §4.18 and §11.19, 2.1 §6.1.23. */
export const allocateUsage = (object: StoredObject, count: bigint, now: Date): StoredObject => {
  if (count <= 0n) throw new KmipError('InvalidField', 'Usage Limits Count must be 1 or more.')
  const limits = getAttribute(object, 'UsageLimits')
  if (!limits) throw new KmipError('AttributeNotFound', 'The object has no Usage Limits and needs no allocation.')
  const mask = getAttribute(object, 'CryptographicUsageMask')
  if (!mask?.some((use) => protectingUses.includes(use)))
    throw new KmipError('InvalidObjectType', 'The Cryptographic Usage Mask of the object allows no protecting use.')
  requireState(object, 'protection', 'protect')
  requireWithinDates(object, 'protect', now)
  const left = limits.usageLimitsCount ?? limits.usageLimitsTotal
  if (count > left)
    throw new KmipError('UsageLimitExceeded', `The Usage Limits of the object leave ${left}, not ${count}.`)
  return setAttributes(object, { UsageLimits: { ...limits, usageLimitsCount: left - count }, LastChangeDate: now })
}

/**
 * Counts a use of `size` bytes. Returns `undefined` when nothing changes. The error is Permission Denied in every
 * version, as in the profiles' test cases (CS-BC-M-7). KMIP 1.4 §3.21, 2.1 §4.58.
 */
export const consumeUsage = (object: StoredObject, size: number, operations = 1): StoredObject | undefined => {
  const limits = getAttribute(object, 'UsageLimits')
  if (!limits) return undefined
  const left = limits.usageLimitsCount ?? limits.usageLimitsTotal
  const needed = BigInt(limits.usageLimitsUnit === 'Byte' ? size : operations)
  if (needed === 0n) return undefined
  if (needed > left)
    throw new KmipError('PermissionDenied', `The Usage Limits of the object leave ${left}, not ${needed}.`)
  return setAttributes(object, { UsageLimits: { ...limits, usageLimitsCount: left - needed } })
}
