import type { KeyedMutex } from '../../concurrency/keyed-mutex.ts'
import { RevisionConflict } from '../store/errors.ts'

/** Attempts in turn: others only come between with their first one. */
const mostAttempts = 100

/** The object that somebody else changed meanwhile; anything else is thrown. */
const readConflict = (error: unknown): string => {
  if (error instanceof RevisionConflict) return error.uniqueIdentifier
  throw error
}

/**
 * Runs `attempt` until nobody else was faster. A conflict means that it runs again on what the other one left; from then
 * on all that want the same object take turns, so that each gets through however many there are.
 */
export const retryConflicts = async <T>(attempt: () => Promise<T>, mutex: KeyedMutex): Promise<T> => {
  let conflict: { readonly on: string } | undefined
  for (let attemptNumber = 1; ; attemptNumber++) {
    const outcome = await (conflict ? mutex(conflict.on, () => capture(attempt)) : capture(attempt))
    if ('value' in outcome) return outcome.value
    if (attemptNumber === mostAttempts) throw outcome.error
    conflict = { on: readConflict(outcome.error) }
  }
}

const capture = <T>(attempt: () => Promise<T>): Promise<{ value: T } | { error: unknown }> =>
  attempt().then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  )
