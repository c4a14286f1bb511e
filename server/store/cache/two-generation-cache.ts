/**
 * A cache of the `size` keys that were used last, and of up to as many older ones. A key that recurs stays; the others leave a
 * generation at a time, without the bookkeeping of an LRU list.
 */
export class TwoGenerationCache<V> {
  readonly #size: number
  #recent = new Map<string, V>()
  #older = new Map<string, V>()

  constructor(size: number) {
    this.#size = size
  }

  get(key: string): V | undefined {
    const recent = this.#recent.get(key)
    if (recent !== undefined) return recent
    const older = this.#older.get(key)
    if (older !== undefined) this.set(key, older)
    return older
  }

  set(key: string, value: V): void {
    if (this.#recent.size >= this.#size) {
      this.#older = this.#recent
      this.#recent = new Map()
    }
    this.#recent.set(key, value)
  }
}
