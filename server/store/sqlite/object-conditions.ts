import { type AttributeIndex, toSeconds, toStorageBits, toUsageBits } from '../seal/attribute-index.ts'
import type { FindQuery, Reach } from '../store.ts'

/** SQL with a place for each value. */
export interface Fragment {
  readonly sql: string
  readonly values: readonly (string | number | Uint8Array)[]
}

/** Columns that name a candidate object. */
export interface Candidate {
  readonly object: string
  readonly owner: string
}

/** A condition that an index answers. */
export interface IndexedCondition {
  /** Lists the objects that meet it: rows of `table`, called `i`, within a range of its index. */
  readonly table: string
  readonly range: Fragment
  /** Checks a candidate that another condition has listed. */
  readonly check: (candidate: Candidate) => Fragment
  /** At most one live object of an owner meets it. */
  readonly isUnique: boolean
}

export interface Conditions {
  readonly indexed: readonly IndexedCondition[]
  /** On the object's row, called `o`. */
  readonly onRow: readonly Fragment[]
  /** One of `onRow` leaves a single object. */
  readonly isIdentified: boolean
}

/** A single condition stays as it is: that saves a tenth of a search by Name. */
export const joinWithAnd = (fragments: readonly Fragment[]): Fragment => {
  const [first] = fragments
  if (first && fragments.length === 1) return first
  return {
    sql: fragments.map(({ sql }) => sql).join(' AND ') || '1',
    values: fragments.flatMap(({ values }) => values),
  }
}

const joinWithOr = (fragments: readonly Fragment[]): Fragment => ({
  sql: fragments.length ? `(${fragments.map(({ sql }) => `(${sql})`).join(' OR ')})` : '0',
  values: fragments.flatMap(({ values }) => values),
})

const matchToken = (token: Uint8Array, owner: number | undefined, isUnique: boolean): IndexedCondition => ({
  table: 'attribute_value',
  range:
    owner === undefined
      ? { sql: 'i.token = ?', values: [token] }
      : { sql: 'i.token = ? AND i.owner = ?', values: [token, owner] },
  check: (c) => ({
    sql: `EXISTS (SELECT 1 FROM attribute_value p WHERE p.token = ? AND p.owner = ${c.owner} AND p.object = ${c.object})`,
    values: [token],
  }),
  isUnique,
})

const matchDate = (attribute: string, from: number, to: number, owner: number | undefined): IndexedCondition => ({
  table: 'attribute_date',
  range:
    owner === undefined
      ? { sql: 'i.attribute = ? AND i.seconds BETWEEN ? AND ?', values: [attribute, from, to] }
      : { sql: 'i.attribute = ? AND i.owner = ? AND i.seconds BETWEEN ? AND ?', values: [attribute, owner, from, to] },
  check: (c) => ({
    sql: `(SELECT dates FROM object p WHERE p.sequence = ${c.object}) ->> ? BETWEEN ? AND ?`,
    values: [`$."${attribute}"`, from, to],
  }),
  isUnique: false,
})

const matchReach = ({ owner, objectGroups, uniqueIdentifiers }: Reach, index: AttributeIndex): Fragment => {
  const all: Fragment[] = []
  if (owner !== undefined) all.push({ sql: 'o.owner = (SELECT id FROM owner WHERE name = ?)', values: [owner] })
  if (objectGroups)
    all.push(
      joinWithOr(
        objectGroups.map((value) => ({
          sql: 'EXISTS (SELECT 1 FROM attribute_value g WHERE g.token = ? AND g.owner = o.owner AND g.object = o.sequence)',
          values: [index.toToken({ attribute: 'ObjectGroup', value })],
        })),
      ),
    )
  if (uniqueIdentifiers)
    all.push({
      sql: 'o.unique_identifier IN (SELECT value FROM json_each(?))',
      values: [JSON.stringify(uniqueIdentifiers)],
    })
  return joinWithAnd(all)
}

const matchOptions = (query: FindQuery, index: AttributeIndex): readonly Fragment[] => {
  const { within, cryptographicUsageMask, objectTypes, storageStatusMask } = query
  const all: Fragment[] = []
  if (within) all.push(joinWithOr(within.map((reach) => matchReach(reach, index))))
  if (cryptographicUsageMask) {
    const mask = toUsageBits(cryptographicUsageMask)
    all.push({ sql: 'o.usage_mask & ? = ?', values: [mask, mask] })
  }
  if (objectTypes) all.push({ sql: `o.object_type IN (${objectTypes.map(() => '?').join(', ')})`, values: objectTypes })
  if (storageStatusMask) all.push({ sql: 'o.storage_status & ? <> 0', values: [toStorageBits(storageStatusMask)] })
  return all
}

/** A row of the index without an object meets this for no list of identifiers. */
const isNoneOf = (uniqueIdentifiers: readonly string[]): Fragment => ({
  sql: 'o.unique_identifier NOT IN (SELECT value FROM json_each(?))',
  values: [JSON.stringify(uniqueIdentifiers)],
})

/**
 * The conditions of a query.
 *
 * @param owner - number of the query's owner
 * @param excluded - identifiers of objects to leave out
 */
export const collectConditions = (
  query: FindQuery,
  owner: number | undefined,
  index: AttributeIndex,
  excluded: readonly string[],
): Conditions => {
  const indexed: IndexedCondition[] = []
  const identifiers: Fragment[] = []
  for (const filter of query.attributes ?? []) {
    const { attribute, value } = filter
    if (attribute === 'UniqueIdentifier') identifiers.push({ sql: 'o.unique_identifier = ?', values: [String(value)] })
    else if (value instanceof Date) indexed.push(matchDate(attribute, toSeconds(value), toSeconds(value), owner))
    else indexed.push(matchToken(index.toToken(filter), owner, attribute === 'Name'))
  }
  if (query.objectGroupMember)
    indexed.push(matchToken(index.toToken({ attribute: 'Fresh', value: true }), owner, false))
  for (const { attribute, from, to } of query.dates ?? []) {
    const first = from ? toSeconds(from) : Number.MIN_SAFE_INTEGER
    indexed.push(matchDate(attribute, first, to ? toSeconds(to) : Number.MAX_SAFE_INTEGER, owner))
  }
  const onRow = [...identifiers, ...matchOptions(query, index), ...(excluded.length ? [isNoneOf(excluded)] : [])]
  return { indexed, onRow, isIdentified: identifiers.length > 0 }
}
