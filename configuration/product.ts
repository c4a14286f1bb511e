import { readFileSync } from 'node:fs'

/** package.json is one folder up in a checkout, two in the built package. */
const readManifest = (): { name: string; version: string } => {
  for (const up of ['../package.json', '../../package.json'])
    try {
      return JSON.parse(readFileSync(new URL(up, import.meta.url), 'utf8'))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
  throw new Error('package.json is missing')
}

const { name, version } = readManifest()

/** Name and version of this package: in Query, in the server's log, in `kmip --version`. */
export const product = { name, version } as const
