import { longestEntry } from './tile.ts'

/**
 * Entries as a bundle has them: each after its length in 16 bits (tlog-tiles, "Log entries").
 * @throws RangeError for an entry over 65,535 bytes
 */
export const encodeEntries = (entries: readonly Uint8Array[]): Buffer => {
  const bytes = Buffer.allocUnsafe(entries.reduce((sum, { length }) => sum + 2 + length, 0))
  let at = 0
  for (const entry of entries) {
    if (entry.length > longestEntry)
      throw new RangeError(`an entry of ${entry.length} bytes is over the ${longestEntry} that a log can hold`)
    at = bytes.writeUInt16BE(entry.length, at)
    bytes.set(entry, at)
    at += entry.length
  }
  return bytes
}

/** The entries of a bundle, as views into it, up to where the bytes end within one. */
export const splitEntries = (bytes: Buffer): { readonly entries: Buffer[]; readonly isWhole: boolean } => {
  const entries: Buffer[] = []
  let at = 0
  while (at + 2 <= bytes.length) {
    const end = at + 2 + bytes.readUInt16BE(at)
    if (end > bytes.length) break
    entries.push(bytes.subarray(at + 2, end))
    at = end
  }
  return { entries, isWhole: at === bytes.length }
}

/** The entries of a bundle, as views into it; `undefined` when the bytes end within one. */
export const decodeEntries = (bytes: Buffer): Buffer[] | undefined => {
  const { entries, isWhole } = splitEntries(bytes)
  return isWhole ? entries : undefined
}
