import { isAbsolute, join } from 'node:path'

/**
 * Where a server of this machine keeps its data, and a client looks for the administrator's certificate, unless told
 * otherwise: `/var/lib/kmip` for root, else `$XDG_DATA_HOME/kmip` or `~/.local/share/kmip`; `undefined` without a home.
 *
 * @param user the uid of the process
 */
export const defaultDataDirectory = (
  { XDG_DATA_HOME: data, HOME: home }: NodeJS.ProcessEnv,
  user: number | undefined = process.getuid?.(),
): string | undefined => {
  if (user === 0) return '/var/lib/kmip'
  if (data && isAbsolute(data)) return join(data, 'kmip')
  return home ? join(home, '.local', 'share', 'kmip') : undefined
}
