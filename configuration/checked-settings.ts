import type { z } from 'zod'
import { ConfigError } from './config-error.ts'
import { issueSentences } from './issue-sentences.ts'

/** What a configuration may say. */
export interface Declared<T> {
  readonly schema: z.ZodType<T>
  /** Every key there is, dotted, to name the one that was meant; `settings` is what was given, of any form. */
  knownKeys(settings: unknown): readonly string[]
}

/**
 * Settings as they are declared.
 *
 * @param where says where a key was given, to stand in front of a sentence about it
 * @throws ConfigError with everything that is wrong
 */
export const checkedSettings = <T>(
  settings: unknown,
  { schema, knownKeys }: Declared<T>,
  where: (keys: readonly PropertyKey[]) => string,
): T => {
  const { success, data, error } = schema.safeParse(settings, { reportInput: true })
  if (success) return data
  throw new ConfigError([...new Set(issueSentences(error.issues, knownKeys(settings), where))].join('\n'))
}
