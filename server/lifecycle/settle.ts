import type { State } from '../../codec/index.ts'
import type { StoredObject } from '../store/store.ts'
import { attributeOf, withAttributes } from './attribute-of.ts'

const reached = (date: Date | undefined, now: Date): boolean => date !== undefined && date.getTime() <= now.getTime()

/**
 * The state that an object has by now: an Activation Date reached makes a Pre-Active object Active, a Deactivation Date
 * reached makes an Active one Deactivated (KMIP 1.4 §3.22, 2.1 §4.57).
 */
export const stateAt = (object: StoredObject, now: Date): State | undefined => {
  let state = attributeOf(object, 'State')
  if (state === 'PreActive' && reached(attributeOf(object, 'ActivationDate'), now)) state = 'Active'
  if (state === 'Active' && reached(attributeOf(object, 'DeactivationDate'), now)) state = 'Deactivated'
  return state
}

/** The object with its State brought up to now; the same object when nothing is due. */
export const settled = (object: StoredObject, now: Date): StoredObject => {
  const state = stateAt(object, now)
  return state === attributeOf(object, 'State') ? object : withAttributes(object, { State: state })
}
