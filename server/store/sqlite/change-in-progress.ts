import type { CommitOutcome } from '../record/row.ts'

/** Thrown by a change that cannot be applied: its change set is rolled back, the others go on. */
export class ChangeRefused extends Error {
  readonly outcome: CommitOutcome
  constructor(result: 'conflict' | 'name taken', uniqueIdentifier: string) {
    super(result)
    this.outcome = { result, uniqueIdentifier }
  }
}

/** An object before a change: its keys in other tables, and what indexes hold of it. */
export interface Before {
  readonly sequence: number
  readonly owner: number
  readonly sealed: { readonly id: number; readonly size: number } | undefined
  readonly dates: string
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
