/**
 * Cuts a stream into pieces of `size` bytes, and says of each whether it is the last one. The last one may be shorter; it is
 * empty only when the stream is.
 */
export async function* rechunk(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  size: number,
): AsyncGenerator<{ readonly piece: Buffer; readonly isLast: boolean }> {
  let parts: Uint8Array[] = []
  let length = 0
  for await (const bytes of source) {
    parts.push(bytes)
    length += bytes.length
    // One byte more than a piece shows that the piece is not the last.
    if (length <= size) continue
    const all = parts.length === 1 ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length) : Buffer.concat(parts)
    let at = 0
    for (; length - at > size; at += size) yield { piece: all.subarray(at, at + size), isLast: false }
    parts = [all.subarray(at)]
    length -= at
  }
  yield { piece: Buffer.concat(parts), isLast: true }
}
