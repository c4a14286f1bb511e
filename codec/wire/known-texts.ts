/** A text that recurs in messages, and its bytes as words of 32 bits, padded with zeros as TTLV pads it. */
export class KnownText {
  readonly text: string
  /** In bytes. */
  readonly length: number
  readonly words: Int32Array

  /** @param text in ASCII */
  constructor(text: string) {
    const padded = Buffer.alloc((text.length + 7) & ~7)
    padded.write(text, 'ascii')
    this.text = text
    this.length = text.length
    this.words = Int32Array.from({ length: padded.length / 4 }, (_, i) => padded.readInt32BE(4 * i))
  }

  /** Whether it stands in `bytes` at `start`, where as many bytes follow as its padding takes. */
  isAt(bytes: Uint8Array, start: number): boolean {
    const { words, length } = this
    let at = start
    for (let i = 0; i < length >> 2; i++, at += 4) if (readWord(bytes, at) !== words[i]) return false
    const rest = length & 3
    return rest === 0 || (readWord(bytes, at) ^ (words[length >> 2] as number)) >>> (32 - 8 * rest) === 0
  }
}

const readWord = (b: Uint8Array, at: number): number =>
  (b[at]! << 24) | (b[at + 1]! << 16) | (b[at + 2]! << 8) | b[at + 3]!

/** A map from known texts, looked up by bytes: faster than to create a string first. */
export class KnownTexts<V extends { readonly known: KnownText }> {
  readonly #buckets: V[][] = Array.from({ length: 256 }, () => [])
  readonly #byText = new Map<string, V>()

  constructor(values: Iterable<V>) {
    for (const value of values) {
      const bytes = Buffer.from(value.known.text)
      this.#bucket(bytes, 0, bytes.length).push(value)
      this.#byText.set(value.known.text, value)
    }
  }

  /** By the text that stands in `bytes` from `start` on, padded to a multiple of 8 bytes. */
  find(bytes: Uint8Array, start: number, length: number): V | undefined {
    const bucket = this.#bucket(bytes, start, length)
    for (let i = 0; i < bucket.length; i++) {
      const value = bucket[i] as V
      if (value.known.length === length && value.known.isAt(bytes, start)) return value
    }
    return undefined
  }

  get(text: string): V | undefined {
    return this.#byText.get(text)
  }

  #bucket(bytes: Uint8Array, start: number, length: number): V[] {
    const middle = bytes[start + (length >> 1)] as number
    const last = bytes[start + length - 1] as number
    return this.#buckets[(middle * 7 + last * 3 + length) & 0xff] as V[]
  }
}
