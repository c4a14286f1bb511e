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

/** For what can be done with all of the data only. */
export const collecting = <R>(finish: (data: Uint8Array) => R): Work<R> => {
  const parts: Uint8Array[] = []
  let held = 0
  return {
    get held() {
      return held
    },
    update(data) {
      parts.push(Uint8Array.from(data))
      held += data.length
      return nothing
    },
    final: () => finish(Buffer.concat(parts)),
  }
}
