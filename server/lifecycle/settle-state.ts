import type { State } from '../../codec/index.ts'
import type { StoredObject } from '../store/store.ts'
import { getAttribute, setAttributes } from './object-attributes.ts'

const isReached = (date: Date | undefined, now: Date): boolean => date !== undefined && date.getTime() <= now.getTime()

/**
 * The object's state at `now`. A past Activation Date makes a Pre-Active object Active, a past Deactivation Date makes
 * an Active one Deactivated (KMIP 1.4 §3.22, 2.1 §4.57).
 */
export const computeState = (object: StoredObject, now: Date): State | undefined => {
  let state = getAttribute(object, 'State')
  if (state === 'PreActive' && isReached(getAttribute(object, 'ActivationDate'), now)) state = 'Active'
  if (state === 'Active' && isReached(getAttribute(object, 'DeactivationDate'), now)) state = 'Deactivated'
  return state
}

/** Updates the object's State to `now`. Returns the same object when nothing changes. */
export const settleState = (object: StoredObject, now: Date): StoredObject => {
  const state = computeState(object, now)
  return state === getAttribute(object, 'State') ? object : setAttributes(object, { State: state })
}
