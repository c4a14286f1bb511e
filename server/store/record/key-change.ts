import type { WrappedDataKey } from '../seal/data-keys.ts'

/** What a row held when it was read: it is left alone if it has changed since. */
export interface ReadRow {
  /** Number of the row. */
  readonly row: number
  readonly revision: number
  /** The beginning of what was sealed, by {@link readSealHeader}. */
  readonly header: Uint8Array
}

/** Changes of the store's own keys, and of the rows that are sealed again under another one, as plain data. */
export type KeyChange =
  | {
      readonly change: 'add data key'
      readonly dataKey: number
      readonly wrapped: readonly WrappedDataKey[]
      /** Absent for the key of the blind index, which seals nothing. */
      readonly sealing?: {
        /** Milliseconds since 1970. */
        readonly since: number
        readonly reserved: number
      }
    }
  /** Counts seals before they happen. */
  | { readonly change: 'reserve seals'; readonly dataKey: number; readonly reserved: number }
  /** Gives back those that did not happen, unless another process has reserved more since. */
  | { readonly change: 'return seals'; readonly dataKey: number; readonly reserved: number; readonly used: number }
  /** The same object under another data key, at the same revision. */
  | {
      readonly change: 'reseal object'
      readonly before: ReadRow
      readonly attributes: Uint8Array
      /** Absent once destroyed. */
      readonly object: Uint8Array | null
    }
  /** The same document under another data key, at the same revision. */
  | { readonly change: 'reseal document'; readonly before: ReadRow; readonly sealed: Uint8Array }
  /** Removes a data key under which nothing is sealed. */
  | { readonly change: 'remove data key'; readonly dataKey: number }
  /** Another master key opens the data keys too. */
  | { readonly change: 'wrap data keys'; readonly wrapped: readonly WrappedDataKey[] }
  /** No other master key opens the data keys any more. */
  | { readonly change: 'keep master key'; readonly masterKey: string }
