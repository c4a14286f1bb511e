import { readFileSync } from 'node:fs'

/** The version of this package. Its manifest stands two folders up in a checkout, three when built. */
export const packageVersion = (): string => {
  for (const up of ['../../package.json', '../../../package.json'])
    try {
      return (JSON.parse(readFileSync(new URL(up, import.meta.url), 'utf8')) as { version: string }).version
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
  throw new Error('package.json is missing')
}
