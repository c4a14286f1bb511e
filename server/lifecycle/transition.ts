import { KmipError, type RevokeRequest, type State } from '../../codec/index.ts'
import type { StoredObject } from '../store/store.ts'
import { getAttribute, setAttributes } from './object-attributes.ts'

const createWrongStateError = (object: StoredObject, instruction: string): KmipError =>
  new KmipError('WrongKeyLifecycleState', `The object is ${getAttribute(object, 'State')}; ${instruction}.`)

/** Pre-Active → Active. KMIP 1.4 §4.19, 2.1 §6.1.1. */
export const activateObject = (object: StoredObject, now: Date): StoredObject => {
  if (getAttribute(object, 'State') === undefined)
    throw new KmipError('IllegalObjectType', `Objects of type ${object.objectType} have no state.`)
  if (getAttribute(object, 'State') !== 'PreActive')
    throw createWrongStateError(object, 'only a Pre-Active object can be activated')
  return setAttributes(object, { State: 'Active', ActivationDate: now, LastChangeDate: now })
}

const isCompromise = (reason: string): boolean => reason === 'KeyCompromise' || reason === 'CACompromise'

const compromiseState = (state: State): State => (state === 'Destroyed' ? 'DestroyedCompromised' : 'Compromised')

/**
 * A compromise makes an object Compromised, once. Other reasons make an Active object Deactivated. KMIP 1.4 §3.22 and
 * §4.20, 2.1 §6.1.44.
 */
export const revokeObject = (object: StoredObject, request: RevokeRequest, now: Date): StoredObject => {
  const { revocationReason, compromiseOccurrenceDate } = request
  const state = getAttribute(object, 'State')
  if (state === undefined)
    throw new KmipError('InvalidObjectType', `Objects of type ${object.objectType} cannot be revoked.`)
  if (isCompromise(revocationReason.revocationReasonCode)) {
    if (compromiseOccurrenceDate && compromiseOccurrenceDate > now)
      throw new KmipError('InvalidField', 'Compromise Occurrence Date must not be in the future.')
    if (state === 'Compromised' || state === 'DestroyedCompromised')
      throw createWrongStateError(object, 'it is already compromised')
    return setAttributes(object, {
      State: compromiseState(state),
      CompromiseDate: now,
      CompromiseOccurrenceDate: compromiseOccurrenceDate ?? getAttribute(object, 'InitialDate') ?? now,
      RevocationReason: revocationReason,
      LastChangeDate: now,
    })
  }
  if (compromiseOccurrenceDate)
    throw new KmipError('InvalidField', 'Compromise Occurrence Date requires a compromise as the reason.')
  if (state !== 'Active')
    throw createWrongStateError(object, 'only an Active object can be revoked for a reason other than compromise')
  return setAttributes(object, {
    State: 'Deactivated',
    DeactivationDate: now,
    RevocationReason: revocationReason,
    LastChangeDate: now,
  })
}

/** Deletes the material for ever. KMIP 1.4 §4.21, 2.1 §6.1.17. */
export const destroyObject = (object: StoredObject, now: Date): StoredObject => {
  const state = getAttribute(object, 'State')
  if (state === 'Active') throw createWrongStateError(object, 'revoke it first')
  const { object: _material, ...shell } = setAttributes(object, {
    ...(state !== undefined && { State: state === 'Compromised' ? 'DestroyedCompromised' : 'Destroyed' }),
    DestroyDate: now,
    LastChangeDate: now,
  })
  return shell
}
