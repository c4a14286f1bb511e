import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { type AttributeIndex, toSeconds, toStorageBits, toUsageBits } from '../seal/attribute-index.ts'
import type { FindQuery, FindResult, Reach } from '../store.ts'

type Value = string | number | Uint8Array

interface Fragment {
  readonly sql: string
  readonly values: readonly Value[]
}

/** Columns that name a candidate object. */
interface Candidate {
  readonly object: string
  readonly owner: string
}

/** A condition that an index answers: `from` starts with it, `probe` checks it for a candidate found otherwise. */
interface Indexed {
  readonly from: Fragment
  readonly probe: (candidate: Candidate) => Fragment
  /** Met by one live object of an owner at most. */
  readonly unique: boolean
}

const fromIndex: Candidate = { object: 'i.object', owner: 'i.owner' }
const fromObject: Candidate = { object: 'o.sequence', owner: 'o.owner' }

/** How far matches of each condition are counted to find the most selective one. */
const SAMPLES = [64, 8192]
/** Prepared statements kept. */
const STATEMENTS = 256

function tokenCondition(token: Uint8Array, owner: number | undefined, unique: boolean): Indexed {
  const values = [token, ...(owner === undefined ? [] : [owner])]
  return {
    from: { sql: `attribute_value i WHERE i.token = ?${owner === undefined ? '' : ' AND i.owner = ?'}`, values },
    probe: (c) => ({
      sql: `EXISTS (SELECT 1 FROM attribute_value p WHERE p.token = ? AND p.owner = ${c.owner} AND p.object = ${c.object})`,
      values: [token],
    }),
    unique,
  }
}

function dateCondition(attribute: string, from: number, to: number, owner: number | undefined): Indexed {
  const ofOwner = owner === undefined ? '' : ' AND i.owner = ?'
  return {
    from: {
      sql: `attribute_date i WHERE i.attribute = ?${ofOwner} AND i.seconds BETWEEN ? AND ?`,
      values: [attribute, ...(owner === undefined ? [] : [owner]), from, to],
    },
    probe: (c) => ({
      sql: `(SELECT dates FROM object p WHERE p.sequence = ${c.object}) ->> ? BETWEEN ? AND ?`,
      values: [`$."${attribute}"`, from, to],
    }),
    unique: false,
  }
}

const anyOf = (fragments: readonly Fragment[]): Fragment => ({
  sql: fragments.length ? `(${fragments.map(({ sql }) => sql).join(' OR ')})` : '0',
  values: fragments.flatMap(({ values }) => values),
})

const allOf = (fragments: readonly Fragment[]): Fragment => ({
  sql: fragments.length ? `(${fragments.map(({ sql }) => sql).join(' AND ')})` : '1',
  values: fragments.flatMap(({ values }) => values),
})

/** Conditions on an object's own row. */
function reachCondition({ owner, objectGroups, uniqueIdentifiers }: Reach, index: AttributeIndex): Fragment {
  const each: Fragment[] = []
  if (owner !== undefined) each.push({ sql: 'o.owner = (SELECT id FROM owner WHERE name = ?)', values: [owner] })
  if (objectGroups)
    each.push(
      anyOf(
        objectGroups.map((value) => ({
          sql: 'EXISTS (SELECT 1 FROM attribute_value g WHERE g.token = ? AND g.owner = o.owner AND g.object = o.sequence)',
          values: [index.toToken({ attribute: 'ObjectGroup', value })],
        })),
      ),
    )
  if (uniqueIdentifiers)
    each.push({
      sql: 'o.unique_identifier IN (SELECT value FROM json_each(?))',
      values: [JSON.stringify(uniqueIdentifiers)],
    })
  return allOf(each)
}

/** Conditions by index, and conditions on the object's own row. */
interface Conditions {
  readonly indexed: readonly Indexed[]
  readonly own: readonly Fragment[]
}

function conditionsOf(query: FindQuery, owner: number | undefined, index: AttributeIndex): Conditions {
  const indexed: Indexed[] = []
  const own: Fragment[] = []
  for (const filter of query.attributes ?? []) {
    const { attribute, value } = filter
    if (attribute === 'UniqueIdentifier') own.push({ sql: 'o.unique_identifier = ?', values: [String(value)] })
    else if (value instanceof Date) indexed.push(dateCondition(attribute, toSeconds(value), toSeconds(value), owner))
    else indexed.push(tokenCondition(index.toToken(filter), owner, attribute === 'Name'))
  }
  if (query.within) own.push(anyOf(query.within.map((reach) => reachCondition(reach, index))))
  if (query.objectGroupMember)
    indexed.push(tokenCondition(index.toToken({ attribute: 'Fresh', value: true }), owner, false))
  for (const { attribute, from, to } of query.dates ?? []) {
    const first = from ? toSeconds(from) : Number.MIN_SAFE_INTEGER
    indexed.push(dateCondition(attribute, first, to ? toSeconds(to) : Number.MAX_SAFE_INTEGER, owner))
  }
  if (query.cryptographicUsageMask) {
    const mask = toUsageBits(query.cryptographicUsageMask)
    own.push({ sql: 'o.usage_mask & ? = ?', values: [mask, mask] })
  }
  if (query.objectTypes) {
    const places = query.objectTypes.map(() => '?').join(', ')
    own.push({ sql: `o.object_type IN (${places})`, values: query.objectTypes })
  }
  if (query.storageStatusMask)
    own.push({ sql: 'o.storage_status & ? <> 0', values: [toStorageBits(query.storageStatusMask)] })
  return { indexed, own }
}

/** The part of a query after SELECT …, and what names its candidates. */
function selection({ indexed, own }: Conditions, driver: Indexed | undefined, owner: number | undefined) {
  const candidate = driver ? fromIndex : fromObject
  const others = indexed.filter((condition) => condition !== driver).map((condition) => condition.probe(candidate))
  if (!driver && owner !== undefined) others.unshift({ sql: 'o.owner = ?', values: [owner] })
  const all = [...others, ...own]
  const conditions = all.map((f) => f.sql).join(' AND ')
  const [table, where] = driver ? driver.from.sql.split(' WHERE ') : ['object o', '']
  const joined = driver && own.length > 0 ? ' CROSS JOIN object o ON o.sequence = i.object' : ''
  const filter = [where, conditions].filter(Boolean).join(' AND ')
  return {
    candidate,
    sql: `FROM ${table}${joined}${filter && ` WHERE ${filter}`}`,
    values: [...(driver?.from.values ?? []), ...all.flatMap((f) => f.values)],
  }
}

/** Searches over one connection. */
export function createObjectSearch(db: DatabaseSync, index: AttributeIndex): (query: FindQuery) => FindResult {
  const statements = new Map<string, StatementSync>()
  const rows = ({ sql, values }: Fragment): readonly unknown[][] => {
    let statement = statements.get(sql)
    if (!statement) {
      if (statements.size >= STATEMENTS) statements.clear()
      statement = db.prepare(sql)
      statement.setReturnArrays(true)
      statements.set(sql, statement)
    }
    return statement.all(...values) as unknown as unknown[][]
  }
  const number = (fragment: Fragment) => Number(rows(fragment)[0]![0])
  const ownerIds = new Map<string, number>()
  const ownerId = (name: string): number | undefined => {
    const known = ownerIds.get(name)
    if (known !== undefined) return known
    const id = rows({ sql: 'SELECT id FROM owner WHERE name = ?', values: [name] })[0]?.[0]
    if (id === undefined) return undefined
    ownerIds.set(name, Number(id))
    return Number(id)
  }

  const mostSelective = (indexed: readonly Indexed[]): Indexed | undefined => {
    if (indexed.length < 2) return indexed[0]
    const unique = indexed.find((condition) => condition.unique)
    if (unique) return unique
    for (const sample of SAMPLES) {
      const counts = indexed.map(({ from }) =>
        number({ sql: `SELECT count(*) FROM (SELECT 1 FROM ${from.sql} LIMIT ${sample})`, values: from.values }),
      )
      const fewest = Math.min(...counts)
      if (fewest < sample || sample === SAMPLES.at(-1)) return indexed[counts.indexOf(fewest)]
    }
    return indexed[0]
  }

  return (query) => {
    const owner = query.owner === undefined ? undefined : ownerId(query.owner)
    if (query.owner !== undefined && owner === undefined) return { uniqueIdentifiers: [], total: 0 }
    const conditions = conditionsOf(query, owner, index)
    const driver = conditions.own.some((f) => f.sql.startsWith('o.unique_identifier'))
      ? undefined
      : mostSelective(conditions.indexed)
    const { candidate, sql, values } = selection(conditions, driver, owner)
    const { maximumItems = -1, offsetItems = 0 } = query
    const identifier = `(SELECT unique_identifier FROM object u WHERE u.sequence = ${candidate.object})`
    // The plus keeps SQLite from planning the statement anew for each limit, which costs twice the search itself.
    const page = rows({
      sql: `SELECT ${identifier} ${sql} ORDER BY ${candidate.object} LIMIT +? OFFSET +?`,
      values: [...values, maximumItems, offsetItems],
    })
    const isWhole = offsetItems === 0 && (maximumItems < 0 || page.length < maximumItems)
    const total = isWhole ? page.length : number({ sql: `SELECT count(*) ${sql}`, values })
    return { uniqueIdentifiers: page.map((row) => String(row[0])), total }
  }
}
