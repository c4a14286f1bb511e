import { crc32 } from 'node:zlib'

/**
 * A record of the tail: one batch of entries, cut whole when a crash tore it.
 *
 *   CRC-32 of the rest, 32 bits | bytes of the entries, 32 bits | index of the first entry, 64 bits | entries as in a bundle
 *
 * The checksum finds what a crash tore; signed checkpoints find what somebody altered.
 */
const headerLength = 16

/** The header of a record. */
export const encodeHeader = (firstIndex: number, entries: Uint8Array): Buffer => {
  const header = Buffer.alloc(headerLength)
  header.writeUInt32BE(entries.length, 4)
  header.writeBigUInt64BE(BigInt(firstIndex), 8)
  header.writeUInt32BE(crc32(entries, crc32(header.subarray(4))), 0)
  return header
}

interface TailRecord {
  /** Entries as in a bundle. */
  readonly entries: Buffer
  /** Where the record after it starts. */
  readonly end: number
}

/** The record at an offset; `undefined` when none is whole there, or it is not the one of `firstIndex`. */
export const readRecord = (bytes: Buffer, offset: number, firstIndex: number): TailRecord | undefined => {
  const start = offset + headerLength
  if (start > bytes.length) return undefined
  const end = start + bytes.readUInt32BE(offset + 4)
  // Zeros are what some file systems show for writes that a crash lost.
  if (end === start || end > bytes.length || bytes.readBigUInt64BE(offset + 8) !== BigInt(firstIndex)) return undefined
  if (bytes.readUInt32BE(offset) !== crc32(bytes.subarray(offset + 4, end))) return undefined
  return { entries: bytes.subarray(start, end), end }
}
