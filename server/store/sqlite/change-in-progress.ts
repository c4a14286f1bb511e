import type { Outcome } from '../record/row.ts'

/** Ends one change set: it is rolled back, the others go on. */
export class Refused extends Error {
  readonly outcome: Outcome
  constructor(result: 'conflict' | 'name taken', uniqueIdentifier: string) {
    super(result)
    this.outcome = { result, uniqueIdentifier }
  }
}

export interface BeforeRow {
  readonly sequence: number
  readonly owner: number
  readonly revision: number
  readonly sealed_object: number | null
  readonly sealed_size: number | null
  readonly dates: string
  readonly tokens: Uint8Array
  readonly names: Uint8Array
}

export interface Before extends Omit<BeforeRow, 'tokens' | 'names'> {
  readonly tokens: string
  readonly names: string
}

/** The Names of one object before and after a change set, checked once all its changes are in. */
export interface NameMove {
  readonly sequence: number
  readonly uniqueIdentifier: string
  readonly before: { readonly owner: number; readonly names: string }
  after: { readonly owner: number; readonly names: string }
}
