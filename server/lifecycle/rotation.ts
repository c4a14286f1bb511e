import { KmipError } from '../../codec/index.ts'
import type { StoredObject } from '../store/store.ts'
import { isArchived } from './archival.ts'
import { getAttribute, setAttributes } from './object-attributes.ts'
import { computeState } from './settle-state.ts'

/** Seconds. What rotates more often would fill the store. */
const shortestInterval = 60

/** When the server is to rotate an object by itself, if ever (KMIP 2.1 §4.48, §4.51). */
export const computeRotationDate = (object: StoredObject): Date | undefined => {
  const interval = getAttribute(object, 'RotateInterval')
  const initial = getAttribute(object, 'InitialDate')
  return getAttribute(object, 'RotateAutomatic') && interval !== undefined && initial
    ? new Date(initial.getTime() + interval * 1000)
    : undefined
}

/** Refuses an object that would be rotated without end. */
export const requireRotatable = (object: StoredObject): void => {
  const interval = getAttribute(object, 'RotateInterval')
  if (getAttribute(object, 'RotateAutomatic') && interval !== undefined && interval < shortestInterval)
    throw new KmipError(
      'InvalidField',
      `With Rotate Automatic, a Rotate Interval has ${shortestInterval} seconds or more.`,
    )
}

/** `never`: it has come to its end, or something else has its place. `later`: it is archived. */
export const decideRotation = (object: StoredObject, now: Date): 'now' | 'later' | 'never' => {
  const due = computeRotationDate(object)
  const state = computeState(object, now)
  if (!due || getAttribute(object, 'RotateLatest') === false) return 'never'
  if (state !== 'PreActive' && state !== 'Active') return 'never'
  return isArchived(object) || due > now ? 'later' : 'now'
}

/** An object that something else takes the place of. KMIP 2.1 §4.49, §4.52. */
export const markReplaced = (old: StoredObject, now: Date): StoredObject =>
  setAttributes(old, {
    RotateDate: now,
    RotateLatest: false,
    ...(getAttribute(old, 'RotateAutomatic') && { RotateAutomatic: false }),
  })

/** What takes the place of `old`, however that came about. KMIP 2.1 §4.50, §4.52. */
export const markReplacement = (replacement: StoredObject, old: StoredObject): StoredObject =>
  setAttributes(replacement, {
    RotateGeneration: (getAttribute(old, 'RotateGeneration') ?? 0) + 1,
    RotateLatest: true,
  })
