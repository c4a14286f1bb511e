/**
 * A cryptographic operation on data in parts: `update` for each part, then `final` once. `update` returns output that
 * is ready, which is empty for results at the end.
 */
export interface StreamedOperation<R> {
  update(data: Uint8Array): Uint8Array
  final(): R
  /** Bytes of data in the buffer. */
  readonly bufferedBytes: number
}

export const noBytes: Uint8Array = new Uint8Array(0)

/** An operation that takes the last part with its end. Data in one part needs no buffer. */
export interface EndableOperation<R> extends StreamedOperation<R> {
  end(data: Uint8Array): R
}

class BufferedOperation<R> implements EndableOperation<R> {
  bufferedBytes = 0
  readonly #finish: (data: Uint8Array) => R
  #parts: Uint8Array[] | undefined

  constructor(finish: (data: Uint8Array) => R) {
    this.#finish = finish
  }

  update(data: Uint8Array): Uint8Array {
    this.#parts ??= []
    this.#parts.push(Uint8Array.from(data))
    this.bufferedBytes += data.length
    return noBytes
  }

  end(data: Uint8Array): R {
    return this.#finish(this.#parts ? Buffer.concat([...this.#parts, data]) : data)
  }

  final(): R {
    return this.end(noBytes)
  }
}

/** Creates an operation that needs all data at once. */
export const createBufferedOperation = <R>(finish: (data: Uint8Array) => R): EndableOperation<R> =>
  new BufferedOperation(finish)

class AdaptiveOperation<R> implements StreamedOperation<R> {
  readonly #whole: (data: Uint8Array) => R
  readonly #begin: () => StreamedOperation<R>
  #first: Uint8Array | undefined
  #parts: StreamedOperation<R> | undefined

  constructor(whole: (data: Uint8Array) => R, begin: () => StreamedOperation<R>) {
    this.#whole = whole
    this.#begin = begin
  }

  get bufferedBytes(): number {
    return this.#first?.length ?? this.#parts?.bufferedBytes ?? 0
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
    return noBytes
  }

  final(): R {
    return this.#parts ? this.#parts.final() : this.#whole(this.#first ?? noBytes)
  }
}

/** Creates an operation that runs `whole` for a single part and `begin` for several. */
export const createAdaptiveOperation = <R>(
  whole: (data: Uint8Array) => R,
  begin: () => StreamedOperation<R>,
): StreamedOperation<R> => new AdaptiveOperation(whole, begin)
