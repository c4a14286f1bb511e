import type { DatabaseSync } from 'node:sqlite'
import { type Columns, toBytes } from '../../record/columns.ts'
import { decodeTokens, encodeTokens, splitTokens } from '../../seal/blind-index.ts'
import type { Findings } from './findings.ts'

/** One index table, and what the object rows say that it holds. */
interface IndexTable {
  readonly table: string
  /** The rows of the table, each with `unique_identifier`, `object_owner` and `object` columns of its object. */
  readonly rows: string
  /** The number of rows that the objects call for. */
  readonly expected: string
  /** Whether the object calls for this row. */
  readonly isCalledFor: (row: Columns) => boolean
  /** The rows that an object calls for, as values of `find`. */
  readonly list: (object: Columns) => (string | number | Uint8Array)[][]
  /** Selects the row; with the object that has it as `object`. */
  readonly find: string
}

const selectRows = (table: string, columns: string): string => `
  SELECT i.*, o.unique_identifier, o.owner AS object_owner, ${columns} FROM ${table} i
  LEFT JOIN object o ON o.sequence = i.object`

const readTokens = (set: unknown): string[] => splitTokens(decodeTokens(toBytes(set)))

const readDates = (dates: unknown): Record<string, number> => {
  try {
    return JSON.parse(String(dates))
  } catch {
    // Reported with the object.
    return {}
  }
}

const createTokenTable = (table: string, column: 'tokens' | 'names', find: string): IndexTable => ({
  table,
  rows: selectRows(table, `o.${column} AS tokens`),
  expected: `SELECT coalesce(sum(length(${column})), 0) / 16 AS count FROM object`,
  isCalledFor: ({ token, tokens }) => readTokens(tokens).includes(decodeTokens(toBytes(token))),
  list: (object) => readTokens(object[column]).map((token) => [encodeTokens(token), Number(object.owner)]),
  find,
})

const tables: readonly IndexTable[] = [
  createTokenTable(
    'attribute_value',
    'tokens',
    'SELECT object FROM attribute_value WHERE token = ? AND owner = ? AND object = ?',
  ),
  createTokenTable('live_name', 'names', 'SELECT object FROM live_name WHERE token = ? AND owner = ?'),
  {
    table: 'attribute_date',
    rows: selectRows('attribute_date', 'o.dates'),
    expected: 'SELECT count(*) AS count FROM object, json_each(dates) WHERE json_valid(dates)',
    isCalledFor: ({ attribute, seconds, dates }) => readDates(dates)[String(attribute)] === seconds,
    list: (object) =>
      Object.entries(readDates(object.dates)).map(([attribute, seconds]) => [attribute, Number(object.owner), seconds]),
    find: 'SELECT object FROM attribute_date WHERE attribute = ? AND owner = ? AND seconds = ? AND object = ?',
  },
]

/** Reports rows that no object calls for; returns the number of the others. */
const verifyRows = (db: DatabaseSync, { table, rows, isCalledFor }: IndexTable, findings: Findings): number => {
  let sound = 0
  for (const row of db.prepare(rows).iterate()) {
    if (row.unique_identifier === null)
      findings.add(table, `object number ${row.object}`, 'has a row, but does not exist')
    else if (row.owner !== row.object_owner)
      findings.add(table, `${row.unique_identifier}`, 'has a row under another owner')
    else if (!isCalledFor(row))
      findings.add(table, `${row.unique_identifier}`, 'has a row for a value that it does not have')
    else sound++
  }
  return sound
}

const describeMissing = (found: Columns | undefined, db: DatabaseSync): string => {
  if (!found) return 'has no row for a value that it has'
  const other = db.prepare('SELECT unique_identifier FROM object WHERE sequence = ?').get(Number(found.object))
  return `has a Name that is that of ${other?.unique_identifier ?? 'no object'} in the index`
}

const findMissing = (db: DatabaseSync, { table, list, find }: IndexTable, findings: Findings): void => {
  const select = db.prepare(find)
  const hasObject = find.includes('object = ?')
  for (const object of db.prepare('SELECT * FROM object ORDER BY sequence').iterate())
    for (const values of list(object)) {
      const found = select.get(...values, ...(hasObject ? [Number(object.sequence)] : []))
      if (found?.object !== object.sequence)
        findings.add(table, `${object.unique_identifier}`, describeMissing(found, db))
    }
}

/** Compares the index tables with the objects, both ways. The columns of the objects are compared with their attributes elsewhere. */
export const verifyIndex = (db: DatabaseSync, findings: Findings): void => {
  for (const each of tables) {
    const sound = verifyRows(db, each, findings)
    // Rows are unique: as many sound ones as expected are all of them.
    if (sound !== Number(db.prepare(each.expected).get()?.count)) findMissing(db, each, findings)
  }
}
