import { KmipError } from '../../codec/index.ts'
import type { StoredObject } from '../store/store.ts'
import { isArchived } from './archival.ts'
import { getAttribute, setAttributes } from './object-attributes.ts'
import { computeState } from './settle-state.ts'

/** Minimum Rotate Interval in seconds. Shorter intervals would fill the store. */
const shortestInterval = 60

/** When the server rotates the object, if it does (KMIP 2.1 §4.48, §4.51). */
export const computeRotationDate = (object: StoredObject): Date | undefined => {
  const interval = getAttribute(object, 'RotateInterval')
  const initial = getAttribute(object, 'InitialDate')
  return getAttribute(object, 'RotateAutomatic') && interval !== undefined && initial
    ? new Date(initial.getTime() + interval * 1000)
    : undefined
}

/** Refuses an object that would rotate too often. */
export const requireRotatable = (object: StoredObject): void => {
  const interval = getAttribute(object, 'RotateInterval')
  if (getAttribute(object, 'RotateAutomatic') && interval !== undefined && interval < shortestInterval)
    throw new KmipError(
      'InvalidField',
      `With Rotate Automatic, Rotate Interval must be at least ${shortestInterval} seconds.`,
    )
}

/** `never`: the object has ended or been replaced. `later`: it is archived or not yet due. */
export const decideRotation = (object: StoredObject, now: Date): 'now' | 'later' | 'never' => {
  const due = computeRotationDate(object)
  const state = computeState(object, now)
  if (!due || getAttribute(object, 'RotateLatest') === false) return 'never'
  if (state !== 'PreActive' && state !== 'Active') return 'never'
  return isArchived(object) || due > now ? 'later' : 'now'
}

/** Sets the rotation attributes of a replaced object. KMIP 2.1 §4.49, §4.52. */
export const markReplaced = (old: StoredObject, now: Date): StoredObject =>
  setAttributes(old, {
    RotateDate: now,
    RotateLatest: false,
    ...(getAttribute(old, 'RotateAutomatic') && { RotateAutomatic: false }),
  })

/** Sets the rotation attributes of a replacement. KMIP 2.1 §4.50, §4.52. */
export const markReplacement = (replacement: StoredObject, old: StoredObject): StoredObject =>
  setAttributes(replacement, {
    RotateGeneration: (getAttribute(old, 'RotateGeneration') ?? 0) + 1,
    RotateLatest: true,
  })
