/** What is wrong with one row; never what it holds. */
export interface StoreFinding {
  readonly table: string
  /** Names the row: an identifier, or a kind and key. Empty: the table as a whole. */
  readonly row: string
  readonly problem: string
}

export interface Findings {
  add(table: string, row: string, problem: string): void
  readonly count: number
  readonly first: readonly StoreFinding[]
}

/** Findings that are kept; the others are counted. */
const KEPT = 20

export const createFindings = (): Findings => {
  const first: StoreFinding[] = []
  let count = 0
  return {
    add(table, row, problem) {
      count++
      if (first.length < KEPT) first.push({ table, row, problem })
    },
    get count() {
      return count
    },
    first,
  }
}
