/** One row of a query, by column. */
export type Columns = Readonly<Record<string, unknown>>

/** @throws TypeError when the column holds something else */
export const toBytes = (value: unknown): Uint8Array => {
  if (value instanceof Uint8Array) return value
  throw new TypeError(`A column of the store holds ${typeof value} in place of bytes`)
}
