import { crc32 } from 'node:zlib'

/** Length and CRC-32 of an entry, 4 bytes each, big endian. */
const headerSize = 8

/** The bytes of entries in the journal, for one write. */
export const writeFrames = (entries: readonly Uint8Array[]): Buffer => {
  const bytes = Buffer.allocUnsafe(entries.reduce((sum, { length }) => sum + headerSize + length, 0))
  let at = 0
  for (const entry of entries) {
    at = bytes.writeUInt32BE(entry.length, at)
    at = bytes.writeUInt32BE(crc32(entry), at)
    bytes.set(entry, at)
    at += entry.length
  }
  return bytes
}

export interface Frames {
  readonly entries: readonly Buffer[]
  /** Where the next frame begins. */
  readonly end: number
}

/** Reads the whole frames from `start`. Zeros end them, and so does a frame that a crash left incomplete. */
export const readFrames = (bytes: Buffer, start = 0): Frames => {
  const entries: Buffer[] = []
  let end = start
  while (end + headerSize <= bytes.length) {
    const length = bytes.readUInt32BE(end)
    const entry = bytes.subarray(end + headerSize, end + headerSize + length)
    if (length === 0 || entry.length < length || crc32(entry) !== bytes.readUInt32BE(end + 4)) break
    entries.push(entry)
    end += headerSize + length
  }
  return { entries, end }
}
