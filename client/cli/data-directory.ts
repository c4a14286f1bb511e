import { isAbsolute, join } from 'node:path'
import type { Io } from './io.ts'

/** Where a server of this machine keeps its data unless it is told otherwise; `undefined` without a home. */
export const dataDirectory = ({ env }: Io, user: number | undefined = process.getuid?.()): string | undefined => {
  if (user === 0) return '/var/lib/kmip'
  if (env.XDG_DATA_HOME && isAbsolute(env.XDG_DATA_HOME)) return join(env.XDG_DATA_HOME, 'kmip')
  return env.HOME ? join(env.HOME, '.local', 'share', 'kmip') : undefined
}
