import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { AttributeIndex } from '../seal/attribute-index.ts'
import type { FindQuery, FindResult } from '../store.ts'
import {
  type Candidate,
  type Conditions,
  collectConditions,
  type Fragment,
  type IndexedCondition,
  joinWithAnd,
} from './object-conditions.ts'

const inIndex: Candidate = { object: 'i.object', owner: 'i.owner' }
const inTable: Candidate = { object: 'o.sequence', owner: 'o.owner' }

/** Matches of each condition are counted up to these numbers to find the most selective one. */
const SAMPLES = [64, 8192]
/** Prepared statements in the cache. */
const STATEMENTS = 256

/** The part of a query after `SELECT …`, and the columns of its candidates. */
interface Selection extends Fragment {
  readonly candidate: Candidate
}

/** @param driver - the condition whose index lists the candidates; without one, all objects are candidates */
const buildSelection = (
  { indexed, onRow }: Conditions,
  driver: IndexedCondition | undefined,
  owner: number | undefined,
): Selection => {
  const candidate = driver ? inIndex : inTable
  const checks = indexed.filter((condition) => condition !== driver).map(({ check }) => check(candidate))
  const owned = driver || owner === undefined ? [] : [{ sql: 'o.owner = ?', values: [owner] }]
  const { sql, values } = joinWithAnd([...(driver ? [driver.range] : []), ...owned, ...checks, ...onRow])
  const rows = onRow.length > 0 ? ' CROSS JOIN object o ON o.sequence = i.object' : ''
  const from = driver ? `${driver.table} i${rows}` : 'object o'
  return { candidate, sql: `FROM ${from} WHERE ${sql}`, values }
}

/** Searches the index, which is not authenticated. @param excluded - identifiers of objects to leave out */
export type ObjectSearch = (query: FindQuery, excluded?: readonly string[]) => FindResult

/** Searches over one connection. */
export function createObjectSearch(db: DatabaseSync, index: AttributeIndex): ObjectSearch {
  const statements = new Map<string, StatementSync>()
  const queryRows = ({ sql, values }: Fragment): readonly unknown[][] => {
    let statement = statements.get(sql)
    if (!statement) {
      if (statements.size >= STATEMENTS) statements.clear()
      statement = db.prepare(sql)
      statement.setReturnArrays(true)
      statements.set(sql, statement)
    }
    // The types of node:sqlite do not know of setReturnArrays.
    return statement.all(...values) as unknown as unknown[][]
  }
  const queryNumber = (fragment: Fragment): number => Number(queryRows(fragment)[0]?.[0])

  const ownerIds = new Map<string, number>()
  const findOwnerId = (name: string): number | undefined => {
    const known = ownerIds.get(name)
    if (known !== undefined) return known
    const id = queryRows({ sql: 'SELECT id FROM owner WHERE name = ?', values: [name] })[0]?.[0]
    if (id === undefined) return undefined
    ownerIds.set(name, Number(id))
    return Number(id)
  }

  const chooseMostSelective = (indexed: readonly IndexedCondition[]): IndexedCondition | undefined => {
    if (indexed.length < 2) return indexed[0]
    const unique = indexed.find((condition) => condition.isUnique)
    if (unique) return unique
    for (const sample of SAMPLES) {
      const counts = indexed.map(({ table, range }) =>
        queryNumber({
          sql: `SELECT count(*) FROM (SELECT 1 FROM ${table} i WHERE ${range.sql} LIMIT ${sample})`,
          values: range.values,
        }),
      )
      const fewest = Math.min(...counts)
      if (fewest < sample || sample === SAMPLES.at(-1)) return indexed[counts.indexOf(fewest)]
    }
    return indexed[0]
  }

  return (query, excluded = []) => {
    const owner = query.owner === undefined ? undefined : findOwnerId(query.owner)
    if (query.owner !== undefined && owner === undefined) return { uniqueIdentifiers: [], total: 0 }
    const conditions = collectConditions(query, owner, index, excluded)
    const driver = conditions.isIdentified ? undefined : chooseMostSelective(conditions.indexed)
    const { candidate, sql, values } = buildSelection(conditions, driver, owner)
    const { maximumItems = -1, offsetItems = 0 } = query
    const identifier = `(SELECT unique_identifier FROM object u WHERE u.sequence = ${candidate.object})`
    // The plus keeps SQLite from planning the statement anew for each limit, which costs twice the search itself.
    const page = queryRows({
      sql: `SELECT ${identifier} ${sql} ORDER BY ${candidate.object} LIMIT +? OFFSET +?`,
      values: [...values, maximumItems, offsetItems],
    })
    const isWhole = offsetItems === 0 && (maximumItems < 0 || page.length < maximumItems)
    const total = isWhole ? page.length : queryNumber({ sql: `SELECT count(*) ${sql}`, values })
    return { uniqueIdentifiers: page.map((row) => String(row[0])), total }
  }
}
