import type { KeyChange } from './key-change.ts'

/**
 * Change sets as rows: plain data, sealed and indexed, that can be posted to another thread. They reveal nothing of what an
 * object holds.
 */
export interface ObjectRow {
  readonly kind: 'create' | 'update'
  readonly uniqueIdentifier: string
  /** The revision that the row replaces; 0 in `create`. */
  readonly revision: number
  readonly objectType: string
  readonly owner: string
  readonly storageStatus: number
  readonly usageMask: number
  readonly attributes: Uint8Array
  /** Absent once destroyed. */
  readonly object: Uint8Array | null
  /** Tokens of the blind index, joined. */
  readonly tokens: string
  /** Tokens of the Names that must be unique, joined; empty for a destroyed object and for empty Names. */
  readonly names: string
  /** Seconds since 1970 by attribute id, as JSON. */
  readonly dates: string
}

export interface DeletedRow {
  readonly kind: 'delete'
  readonly uniqueIdentifier: string
  readonly revision: number
}

export type RowChange = ObjectRow | DeletedRow

export type DocumentRow =
  | {
      readonly change: 'create' | 'update'
      readonly kind: string
      readonly key: string
      readonly owner: string
      /** The revision that the row replaces; 0 in `create`. */
      readonly revision: number
      /** Milliseconds since 1970. */
      readonly due: number | null
      readonly sealed: Uint8Array
    }
  | { readonly change: 'delete'; readonly kind: string; readonly key: string; readonly revision: number }

/** Time in milliseconds since 1970, event as JSON. */
export interface AuditRow {
  readonly time: number
  readonly event: string
}

export interface RowSet {
  readonly changes: readonly RowChange[]
  readonly audit: readonly AuditRow[]
  readonly documents: readonly DocumentRow[]
  readonly keys?: readonly KeyChange[]
  /** How many of the oldest audit records to remove. */
  readonly removedAudit?: number
}

/** The outcome of one change set; `undefined`: it is durable. */
export type CommitOutcome =
  | undefined
  | { readonly result: 'fenced'; readonly holder: string }
  | { readonly result: 'conflict' | 'name taken'; readonly uniqueIdentifier: string }
  | { readonly result: 'failed'; readonly error: unknown }
