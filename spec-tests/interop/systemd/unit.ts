import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The units that the package comes with. */
export const unitFolder = join(import.meta.dirname, '../../../deploy')

/** The settings of a unit's `[Service]`: of each, its values in their order. */
export const serviceOf = async (unit: string): Promise<ReadonlyMap<string, readonly string[]>> => {
  const settings = new Map<string, string[]>()
  let section = ''
  for (const line of (await readFile(join(unitFolder, unit), 'utf8')).split('\n')) {
    section = /^\[(\w+)\]$/.exec(line)?.[1] ?? section
    const [, key, value] = /^(\w+)=(.*)$/.exec(line) ?? []
    if (section === 'Service' && key !== undefined) settings.set(key, [...(settings.get(key) ?? []), value ?? ''])
  }
  return settings
}
