import { crc32 } from 'node:zlib'

/** Length and CRC-32 of an entry, 4 bytes each, big endian. */
const headerSize = 8

/** The bytes of an entry in the journal. */
export const writeFrame = (entry: Uint8Array): Buffer => {
  const frame = Buffer.allocUnsafe(headerSize + entry.length)
  frame.writeUInt32BE(entry.length)
  frame.writeUInt32BE(crc32(entry), 4)
  frame.set(entry, headerSize)
  return frame
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
