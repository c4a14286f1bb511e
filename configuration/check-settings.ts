import type { z } from 'zod'
import { ConfigurationError } from './configuration-error.ts'
import { describeIssues } from './describe-issues.ts'

/** A configuration file as declared. */
export interface SettingsDeclaration<T> {
  readonly schema: z.ZodType<T>
  /** Every known key, dotted, to suggest a similar one; `settings` are the unchecked settings. */
  knownKeys(settings: unknown): readonly string[]
}

/**
 * Checks settings against their declaration.
 *
 * @param where gives the position of a key, the prefix of an error about it
 * @throws ConfigurationError listing every fault
 */
export const checkSettings = <T>(
  settings: unknown,
  { schema, knownKeys }: SettingsDeclaration<T>,
  where: (keys: readonly PropertyKey[]) => string,
): T => {
  const { success, data, error } = schema.safeParse(settings, { reportInput: true })
  if (success) return data
  throw new ConfigurationError([...new Set(describeIssues(error.issues, knownKeys(settings), where))].join('\n'))
}
