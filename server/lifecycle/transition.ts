import { KmipError, type RevokeRequest, type State } from '../../codec/index.ts'
import type { StoredObject } from '../store/store.ts'
import { attributeOf, withAttributes } from './attribute-of.ts'

const wrongState = (object: StoredObject, wish: string): KmipError =>
  new KmipError('WrongKeyLifecycleState', `The object is ${attributeOf(object, 'State')}; ${wish}.`)

/** Pre-Active → Active. KMIP 1.4 §4.19, 2.1 §6.1.1. */
export const activated = (object: StoredObject, now: Date): StoredObject => {
  if (attributeOf(object, 'State') === undefined)
    throw new KmipError('IllegalObjectType', `Objects of type ${object.objectType} have no state.`)
  if (attributeOf(object, 'State') !== 'PreActive')
    throw wrongState(object, 'only a Pre-Active object can be activated')
  return withAttributes(object, { State: 'Active', ActivationDate: now, LastChangeDate: now })
}

const compromises = (reason: string): boolean => reason === 'KeyCompromise' || reason === 'CACompromise'

const afterCompromise = (state: State): State => (state === 'Destroyed' ? 'DestroyedCompromised' : 'Compromised')

/**
 * → Compromised for a compromise, once; else Active → Deactivated. KMIP 1.4 §3.22 and §4.20, 2.1 §6.1.44.
 */
export const revoked = (object: StoredObject, request: RevokeRequest, now: Date): StoredObject => {
  const { revocationReason, compromiseOccurrenceDate } = request
  const state = attributeOf(object, 'State')
  if (state === undefined)
    throw new KmipError('InvalidObjectType', `Objects of type ${object.objectType} cannot be revoked.`)
  if (compromises(revocationReason.revocationReasonCode)) {
    if (compromiseOccurrenceDate && compromiseOccurrenceDate > now)
      throw new KmipError('InvalidField', 'Compromise Occurrence Date lies ahead.')
    if (state === 'Compromised' || state === 'DestroyedCompromised')
      throw wrongState(object, 'it cannot be revoked as compromised once more')
    return withAttributes(object, {
      State: afterCompromise(state),
      CompromiseDate: now,
      CompromiseOccurrenceDate: compromiseOccurrenceDate ?? attributeOf(object, 'InitialDate') ?? now,
      RevocationReason: revocationReason,
      LastChangeDate: now,
    })
  }
  if (compromiseOccurrenceDate)
    throw new KmipError('InvalidField', 'Compromise Occurrence Date goes with a compromise only.')
  if (state !== 'Active')
    throw wrongState(object, 'only an Active object can be revoked for a reason other than compromise')
  return withAttributes(object, {
    State: 'Deactivated',
    DeactivationDate: now,
    RevocationReason: revocationReason,
    LastChangeDate: now,
  })
}

/** Without its material, for ever. KMIP 1.4 §4.21, 2.1 §6.1.17. */
export const destroyed = (object: StoredObject, now: Date): StoredObject => {
  const state = attributeOf(object, 'State')
  if (state === 'Active') throw wrongState(object, 'revoke it before it is destroyed')
  const { object: _material, ...shell } = withAttributes(object, {
    ...(state !== undefined && { State: state === 'Compromised' ? 'DestroyedCompromised' : 'Destroyed' }),
    DestroyDate: now,
    LastChangeDate: now,
  })
  return shell
}
