/** Texts that recur in messages (names of attributes): found by their bytes, which is faster than to make a new string. */
export class KnownTexts {
  readonly #buckets: string[][] = Array.from({ length: 256 }, () => [])

  /** @param texts in ASCII */
  constructor(texts: Iterable<string>) {
    for (const text of texts) {
      const bytes = Buffer.from(text, 'ascii')
      this.#bucket(bytes, 0, bytes.length).push(text)
    }
  }

  /** The known text that stands in `bytes` from `start` to before `end`. */
  find(bytes: Uint8Array, start: number, end: number): string | undefined {
    const bucket = this.#bucket(bytes, start, end)
    for (let i = 0; i < bucket.length; i++) if (isAt(bucket[i] as string, bytes, start, end)) return bucket[i]
    return undefined
  }

  #bucket(bytes: Uint8Array, start: number, end: number): string[] {
    const middle = bytes[(start + end) >> 1] as number
    const last = bytes[end - 1] as number
    return this.#buckets[(middle * 7 + last * 3 + end - start) & 0xff] as string[]
  }
}

const isAt = (text: string, bytes: Uint8Array, start: number, end: number): boolean => {
  if (text.length !== end - start) return false
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) !== bytes[start + i]) return false
  return true
}
