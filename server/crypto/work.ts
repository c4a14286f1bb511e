/**
 * A cryptographic operation on data that comes in parts: `update` as often as there is data, then `final` once. What a
 * part gives of the result is returned with it: nothing where the result comes at the end.
 */
export interface Work<R> {
  update(data: Uint8Array): Uint8Array
  final(): R
  /** Bytes of data that are kept until the end. */
  readonly held: number
}

export const nothing: Uint8Array = new Uint8Array(0)

/** A work whose last data can come with its end: whatever is there at once need not be kept first. */
export interface EndingWork<R> extends Work<R> {
  end(data: Uint8Array): R
}

class Collecting<R> implements EndingWork<R> {
  held = 0
  readonly #finish: (data: Uint8Array) => R
  #parts: Uint8Array[] | undefined

  constructor(finish: (data: Uint8Array) => R) {
    this.#finish = finish
  }

  update(data: Uint8Array): Uint8Array {
    this.#parts ??= []
    this.#parts.push(Uint8Array.from(data))
    this.held += data.length
    return nothing
  }

  end(data: Uint8Array): R {
    return this.#finish(this.#parts ? Buffer.concat([...this.#parts, data]) : data)
  }

  final(): R {
    return this.end(nothing)
  }
}

/** For what can be done with all of the data only. */
export const collecting = <R>(finish: (data: Uint8Array) => R): EndingWork<R> => new Collecting(finish)

class OneOrMore<R> implements Work<R> {
  readonly #whole: (data: Uint8Array) => R
  readonly #begin: () => Work<R>
  #first: Uint8Array | undefined
  #parts: Work<R> | undefined

  constructor(whole: (data: Uint8Array) => R, begin: () => Work<R>) {
    this.#whole = whole
    this.#begin = begin
  }

  get held(): number {
    return this.#first?.length ?? this.#parts?.held ?? 0
  }

  update(data: Uint8Array): Uint8Array {
    if (this.#parts) return this.#parts.update(data)
    if (!this.#first) this.#first = Uint8Array.from(data)
    else {
      this.#parts = this.#begin()
      this.#parts.update(this.#first)
      this.#parts.update(data)
      this.#first = undefined
    }
    return nothing
  }

  final(): R {
    return this.#parts ? this.#parts.final() : this.#whole(this.#first ?? nothing)
  }
}

/** For what is done better with all of the data: the first part, if it stays the only one, is all of it. */
export const inOneOrMore = <R>(whole: (data: Uint8Array) => R, begin: () => Work<R>): Work<R> =>
  new OneOrMore(whole, begin)
