import { isAbsolute, join } from 'node:path'

/**
 * The default data directory of a server on this machine, where a client finds the administrator's certificate:
 * `/var/lib/kmip` for root, else `$XDG_DATA_HOME/kmip` or `~/.local/share/kmip`; `undefined` without a home.
 *
 * @param user the uid of the process
 */
export const findDefaultDataDirectory = (
  { XDG_DATA_HOME: data, HOME: home }: NodeJS.ProcessEnv,
  user: number | undefined = process.getuid?.(),
): string | undefined => {
  if (user === 0) return '/var/lib/kmip'
  if (data && isAbsolute(data)) return join(data, 'kmip')
  return home ? join(home, '.local', 'share', 'kmip') : undefined
}
