import { KmipError } from '../../codec/index.ts'
import type { StoredObject } from '../store/store.ts'
import { isArchived } from './archival.ts'
import { attributeOf, withAttributes } from './attribute-of.ts'
import { stateAt } from './settle.ts'

/** Seconds. What rotates more often would fill the store. */
const shortestInterval = 60

/** When the server is to rotate an object by itself, if ever (KMIP 2.1 §4.48, §4.51). */
export const rotationDue = (object: StoredObject): Date | undefined => {
  const interval = attributeOf(object, 'RotateInterval')
  const initial = attributeOf(object, 'InitialDate')
  return attributeOf(object, 'RotateAutomatic') && interval !== undefined && initial
    ? new Date(initial.getTime() + interval * 1000)
    : undefined
}

/** Refuses an object that would be rotated without end. */
export const requireRotatable = (object: StoredObject): void => {
  const interval = attributeOf(object, 'RotateInterval')
  if (attributeOf(object, 'RotateAutomatic') && interval !== undefined && interval < shortestInterval)
    throw new KmipError(
      'InvalidField',
      `With Rotate Automatic, a Rotate Interval has ${shortestInterval} seconds or more.`,
    )
}

/** `never`: it has come to its end, or something else has its place. `later`: it is archived. */
export const rotatesNow = (object: StoredObject, now: Date): 'now' | 'later' | 'never' => {
  const due = rotationDue(object)
  const state = stateAt(object, now)
  if (!due || attributeOf(object, 'RotateLatest') === false) return 'never'
  if (state !== 'PreActive' && state !== 'Active') return 'never'
  return isArchived(object) || due > now ? 'later' : 'now'
}

/** An object that something else takes the place of. KMIP 2.1 §4.49, §4.52. */
export const rotatedAway = (old: StoredObject, now: Date): StoredObject =>
  withAttributes(old, {
    RotateDate: now,
    RotateLatest: false,
    ...(attributeOf(old, 'RotateAutomatic') && { RotateAutomatic: false }),
  })

/** What takes the place of `old`, however that came about. KMIP 2.1 §4.50, §4.52. */
export const rotatedIn = (replacement: StoredObject, old: StoredObject): StoredObject =>
  withAttributes(replacement, {
    RotateGeneration: (attributeOf(old, 'RotateGeneration') ?? 0) + 1,
    RotateLatest: true,
  })
