import { lstat } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'

const exists = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    // A file that may not be seen is read, so that the error names it.
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT' && error.code !== 'ENOTDIR',
  )

/**
 * The configuration file of a server on this machine, if there is one: `/etc/kmip/kmip.toml` for root, else
 * `$XDG_CONFIG_HOME/kmip/kmip.toml` or `~/.config/kmip/kmip.toml`.
 *
 * @param user the uid of the process
 */
export const findDefaultConfiguration = async (
  { XDG_CONFIG_HOME: config, HOME: home }: NodeJS.ProcessEnv,
  user: number | undefined = process.getuid?.(),
): Promise<string | undefined> => {
  const own = config && isAbsolute(config) ? config : home && join(home, '.config')
  const folder = user === 0 ? '/etc' : own
  if (!folder) return undefined
  const path = join(folder, 'kmip', 'kmip.toml')
  return (await exists(path)) ? path : undefined
}
