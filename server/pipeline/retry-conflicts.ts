import type { KeyedMutex } from '../../concurrency/keyed-mutex.ts'
import { RevisionConflict } from '../store/errors.ts'

/** Attempts hold the object's lock, so only first attempts of others still conflict. */
const maximumAttempts = 100

/** The object that another request changed; rethrows any other error. */
const readConflict = (error: unknown): string => {
  if (error instanceof RevisionConflict) return error.uniqueIdentifier
  throw error
}

/**
 * Runs `attempt` until it commits without a conflict. After a conflict, attempts for the same object take turns, so that each
 * succeeds under any load.
 */
export const retryConflicts = async <T>(attempt: () => Promise<T>, mutex: KeyedMutex): Promise<T> => {
  let conflict: { readonly on: string } | undefined
  for (let attemptNumber = 1; ; attemptNumber++) {
    const result = await (conflict ? mutex(conflict.on, () => capture(attempt)) : capture(attempt))
    if ('value' in result) return result.value
    if (attemptNumber === maximumAttempts) throw result.error
    conflict = { on: readConflict(result.error) }
  }
}

const capture = <T>(attempt: () => Promise<T>): Promise<{ value: T } | { error: unknown }> =>
  attempt().then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  )
