import { findDefaultDataDirectory } from '../../configuration/default-data-directory.ts'
import { CliError } from '../cli-error.ts'
import type { Io } from '../io.ts'

/** The data directory of the server to administer: the flag, or this user's default. @throws CliError */
export const findServerDataDirectory = (
  { dataDirectory }: { readonly dataDirectory?: string },
  { env }: Io,
): string => {
  const directory = dataDirectory ?? findDefaultDataDirectory(env)
  if (directory === undefined) throw new CliError('usage', 'no data directory is known: give --data-directory')
  return directory
}
