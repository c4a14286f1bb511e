import { decodeEntries } from '../../transparency/bundle.ts'
import { readPublished } from '../../transparency/restore-log.ts'
import { tileOf, tileWidth } from '../../transparency/tile.ts'
import { readTileFile } from '../../transparency/tile-files.ts'
import type { Entry, PersonalData } from './entry.ts'
import { openPersonalData, type PeriodKey } from './personal-data.ts'

/** An entry with its place in the log and its personal data, as far as the key of its period is there. */
export interface ReadEntry {
  readonly index: number
  readonly entry: Entry
  readonly personal: PersonalData
  /** Whether the key of its period is gone. */
  readonly isForgotten: boolean
}

/** The size of the log in a directory, by its checkpoint; 0 without one. */
export const readAuditSize = async (directory: string): Promise<number> => (await readPublished(directory))?.size ?? 0

const openEntry = (index: number, bytes: Buffer, keys: ReadonlyMap<string, PeriodKey>): ReadEntry => {
  const entry: Entry = JSON.parse(bytes.toString())
  const key = keys.get(entry.period)
  const parts = key ? (entry.sealed ?? []).map((part) => openPersonalData(key, part)) : []
  return { index, entry, personal: Object.assign({}, ...parts), isForgotten: key === undefined }
}

/**
 * Reads a log from its newest entry to its oldest, also while a server writes it. It verifies nothing: `kmip audit verify` does.
 *
 * @param size how many entries the log has
 */
export async function* readNewest(
  directory: string,
  keys: ReadonlyMap<string, PeriodKey>,
  size: number,
): AsyncGenerator<ReadEntry> {
  for (let bundle = Math.floor((size - 1) / tileWidth); bundle >= 0; bundle--) {
    const tile = tileOf('entries', bundle, size)
    const bytes = tile && (await readTileFile(directory, tile))
    const entries = bytes && decodeEntries(bytes)
    if (!entries) throw new Error(`${directory} lacks the entries from ${bundle * tileWidth}`)
    for (let at = entries.length - 1; at >= 0; at--)
      yield openEntry(bundle * tileWidth + at, entries[at] as Buffer, keys)
  }
}
