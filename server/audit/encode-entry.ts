/** Bytes of an entry, at most (C2SP tlog-tiles: 2^16 - 1). */
const largest = 65_535

/** The bytes of an entry in the log. What makes one too long is what a client sent, which is its last sealed part. */
export const encodeEntry = (entry: object): Buffer => {
  const bytes = Buffer.from(JSON.stringify(entry))
  if (bytes.length <= largest) return bytes
  const { sealed = [] } = entry as { readonly sealed?: readonly string[] }
  return Buffer.from(JSON.stringify({ ...entry, sealed: sealed.slice(0, -1), shortened: true }))
}
