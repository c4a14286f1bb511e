/**
 * Remembers values by key: those of the `most` keys that were asked for last, and of up to as many more. Keys that recur are
 * never lost, others do not stay.
 */
export class Recent<V> {
  readonly #most: number
  #recent = new Map<string, V>()
  #older = new Map<string, V>()

  constructor(most: number) {
    this.#most = most
  }

  get(key: string): V | undefined {
    const recent = this.#recent.get(key)
    if (recent !== undefined) return recent
    const older = this.#older.get(key)
    if (older !== undefined) this.set(key, older)
    return older
  }

  set(key: string, value: V): void {
    if (this.#recent.size >= this.#most) {
      this.#older = this.#recent
      this.#recent = new Map()
    }
    this.#recent.set(key, value)
  }
}
