import { CodecError } from '../wire/error.ts'
import { formatTag } from '../wire/format-tag.ts'
import { ItemType } from '../wire/item.ts'

/** `foreign`: the bytes are no KMIP message of that kind. `tooLarge`: a message has more bytes than are accepted. */
export type FrameFault = 'foreign' | 'tooLarge' | 'malformed'

/** Bytes that begin no acceptable message. */
export class FrameError extends CodecError {
  readonly frameFault: FrameFault

  constructor(frameFault: FrameFault, detail: string) {
    super('malformed', detail)
    this.frameFault = frameFault
  }
}

export interface Framer {
  /**
   * Adds what a connection brought and hands every message that is now whole to `deliver`, in order, before it returns.
   * A message within one chunk is a view of it, without a copy.
   * @throws {FrameError} for bytes that begin no acceptable message; the connection is then of no more use
   */
  push(chunk: Uint8Array, deliver: (message: Uint8Array) => void): void
  /** Bytes of a message that is not whole yet. */
  readonly pending: number
}

const headerSize = 8

/**
 * Cuts a stream of bytes into TTLV messages.
 * @param tag the outermost tag that every message must have
 * @param maximum bytes of a message, its header included; memory follows what has arrived, never what a header declares
 */
export const frame = (tag: number, maximum: number): Framer => {
  let kept = Buffer.alloc(0)
  let pending = 0
  let failed = false

  const fail = (fault: FrameFault, detail: string): never => {
    failed = true
    throw new FrameError(fault, detail)
  }

  /** Size of the message that begins at `at`, header included. */
  const sizeAt = (bytes: Uint8Array, at: number): number => {
    const word = (from: number): number =>
      ((bytes[from]! << 24) | (bytes[from + 1]! << 16) | (bytes[from + 2]! << 8) | bytes[from + 3]!) >>> 0
    const first = word(at)
    if (first >>> 8 !== tag || (first & 0xff) !== ItemType.Structure) {
      fail(
        'foreign',
        `a message begins with the tag ${formatTag(first >>> 8)}, type ${first & 0xff}, not with structure ${formatTag(tag)}`,
      )
    }
    const length = word(at + 4)
    if (length % 8 !== 0) fail('malformed', `a message has the length ${length}, not a multiple of 8`)
    if (length > maximum - headerSize)
      fail('tooLarge', `a message of ${length} bytes, more than ${maximum} are not accepted`)
    return headerSize + length
  }

  /** Keeps `chunk` from `from`, at most up to `size` bytes of the message begun; returns how much it took. */
  const keep = (chunk: Uint8Array, from: number, size: number): number => {
    const taken = Math.min(chunk.length - from, size - pending)
    if (pending + taken > kept.length) {
      const grown = Buffer.allocUnsafeSlow(Math.min(size, Math.max(pending + taken, 2 * kept.length)))
      kept.copy(grown, 0, 0, pending)
      kept.fill(0)
      kept = grown
    }
    kept.set(chunk.subarray(from, from + taken), pending)
    pending += taken
    return taken
  }

  return {
    get pending() {
      return pending
    },
    push(chunk, deliver) {
      if (failed) fail('malformed', 'bytes after a malformed message')
      let at = 0
      while (at < chunk.length) {
        if (pending === 0) {
          const left = chunk.length - at
          const size = left < headerSize ? Number.POSITIVE_INFINITY : sizeAt(chunk, at)
          if (size <= left) {
            deliver(left === size && at === 0 ? chunk : chunk.subarray(at, at + size))
            at += size
          } else at += keep(chunk, at, size)
          continue
        }
        if (pending < headerSize) at += keep(chunk, at, headerSize)
        if (pending < headerSize) return
        const size = sizeAt(kept, 0)
        at += keep(chunk, at, size)
        if (pending < size) return
        const message = kept.subarray(0, size)
        kept = Buffer.alloc(0)
        pending = 0
        deliver(message)
      }
    },
  }
}
