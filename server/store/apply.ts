import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { TOKEN } from './blind-index.ts'
import type { AuditRow, ObjectRow, Outcome, RowChange, RowSet } from './row.ts'

/**
 * Applies change sets in one transaction, with those that `more` has when they are in: one outcome each. A set that is
 * refused does not fail the others: as this is rare and savepoints cost a tenth of the writing, they are used only in
 * a second run. `erased`: key material was overwritten, and is still in the log.
 */
export type Apply = (
  sets: readonly RowSet[],
  more: () => readonly RowSet[] | undefined,
) => { readonly outcomes: Outcome[]; readonly erased: boolean }

/** Ends one change set: it is rolled back, the others go on. */
class Refused extends Error {
  readonly outcome: Outcome
  constructor(result: 'conflict' | 'name taken', uniqueIdentifier: string) {
    super(result)
    this.outcome = { result, uniqueIdentifier }
  }
}

interface Before {
  readonly sequence: number
  readonly owner: number
  readonly revision: number
  readonly sealed_object: number | null
  readonly sealed_size: number | null
  readonly dates: string
  readonly tokens: Uint8Array
  readonly names: Uint8Array
}

/** The Names of one object before and after a change set, checked once all its changes are in. */
interface NameMove {
  readonly sequence: number
  readonly uniqueIdentifier: string
  readonly before: { owner: number; names: Uint8Array }
  after: { owner: number; names: Uint8Array }
}

/** Change sets after which a transaction waits for no more. */
const TOGETHER = 256

/** Tokens in one INSERT: calls into SQLite cost more than rows. */
const TOKENS_AT_ONCE = 24
const tokenPositions = Array.from({ length: TOKENS_AT_ONCE }, (_, i) => `(${i * TOKEN + 1})`).join(', ')

const nothing = new Uint8Array(0)
const committed: Outcome = { result: 'committed' }

const sameBytes = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0
const split = (tokens: Uint8Array): Map<string, Uint8Array> => {
  const found = new Map<string, Uint8Array>()
  const bytes = Buffer.from(tokens.buffer, tokens.byteOffset, tokens.byteLength)
  for (let at = 0; at < bytes.length; at += TOKEN)
    found.set(bytes.toString('latin1', at, at + TOKEN), bytes.subarray(at, at + TOKEN))
  return found
}

/** The store's only writer over one connection. */
export function createApply(db: DatabaseSync): Apply {
  const prepared = new Map<string, StatementSync>()
  const run = (sql: string, ...values: (string | number | Uint8Array | null)[]) => {
    let statement = prepared.get(sql)
    if (!statement) {
      statement = db.prepare(sql)
      prepared.set(sql, statement)
    }
    return statement.run(...values)
  }
  const begin = db.prepare('BEGIN IMMEDIATE')
  const commit = db.prepare('COMMIT')
  const savepoint = db.prepare('SAVEPOINT change_set')
  const release = db.prepare('RELEASE change_set')
  const rollback = db.prepare('ROLLBACK TO change_set')
  const selectObject = db.prepare(`
    SELECT o.sequence, o.owner, o.revision, o.sealed_object, length(s.sealed) AS sealed_size, o.dates, o.tokens, o.names
    FROM object o LEFT JOIN sealed_object s ON s.id = o.sealed_object WHERE o.unique_identifier = ?
  `)
  const insertObject = db.prepare(`
    INSERT INTO object (unique_identifier, object_type, owner, revision, storage_status, usage_mask, sealed_object,
      dates, tokens, names, attributes) VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (unique_identifier) DO NOTHING
  `)
  const insertSomeTokens = db.prepare(`
    INSERT INTO attribute_value (token, owner, object)
    SELECT substr(?1, column1, ${TOKEN}), ?2, ?3 FROM (VALUES ${tokenPositions}) WHERE column1 < length(?1)
  `)
  const insertDates = db.prepare(
    'INSERT INTO attribute_date (attribute, owner, seconds, object) SELECT key, ?1, value, ?2 FROM json_each(?3)',
  )
  const selectOwner = db.prepare('SELECT id FROM owner WHERE name = ?')
  let erased = false
  const ownerIds = new Map<string, number>()

  const ownerId = (name: string): number => {
    let id = ownerIds.get(name)
    if (id === undefined) {
      const row = selectOwner.get(name)
      id = Number(row ? row.id : run('INSERT INTO owner (name) VALUES (?)', name).lastInsertRowid)
      ownerIds.set(name, id)
    }
    return id
  }

  const read = (change: RowChange): Before => {
    const before = selectObject.get(change.uniqueIdentifier) as unknown as Before | undefined
    if (before?.revision !== change.revision) throw new Refused('conflict', change.uniqueIdentifier)
    return before
  }

  const insertTokens = (tokens: Uint8Array, owner: number, sequence: number) => {
    for (let at = 0; at < tokens.length; at += TOKEN * TOKENS_AT_ONCE)
      insertSomeTokens.run(tokens.subarray(at, at + TOKEN * TOKENS_AT_ONCE), owner, sequence)
  }
  const moveTokens = (before: Before, tokens: Uint8Array, owner: number) => {
    if (owner === before.owner && sameBytes(before.tokens, tokens)) return
    const old = split(before.tokens)
    const added: Uint8Array[] = []
    for (const [text, token] of split(tokens)) if (owner !== before.owner || !old.delete(text)) added.push(token)
    for (const token of old.values())
      run(
        'DELETE FROM attribute_value WHERE token = ? AND owner = ? AND object = ?',
        token,
        before.owner,
        before.sequence,
      )
    insertTokens(Buffer.concat(added), owner, before.sequence)
  }

  const moveDates = (before: Pick<Before, 'sequence' | 'owner' | 'dates'>, dates: string, owner: number) => {
    if (owner === before.owner && dates === before.dates) return
    const old: Record<string, number> = JSON.parse(before.dates)
    const now: Record<string, number> = JSON.parse(dates)
    const key = 'attribute = ? AND owner = ? AND seconds = ? AND object = ?'
    for (const [attribute, seconds] of Object.entries(old))
      if (owner !== before.owner || now[attribute] !== seconds)
        run(`DELETE FROM attribute_date WHERE ${key}`, attribute, before.owner, seconds, before.sequence)
    for (const [attribute, seconds] of Object.entries(now))
      if (owner !== before.owner || old[attribute] !== seconds)
        run('INSERT INTO attribute_date VALUES (?, ?, ?, ?)', attribute, owner, seconds, before.sequence)
  }

  const appendSealed = (sealed: Uint8Array | null): number | null =>
    sealed && Number(run('INSERT INTO sealed_object (sealed) VALUES (?)', sealed).lastInsertRowid)
  /** Same size: in place. Else the old bytes become zeros and the new ones are appended. */
  const overwriteSealed = (before: Before, sealed: Uint8Array | null): number | null => {
    const { sealed_object: id, sealed_size: size } = before
    if (id === null || size === null) return appendSealed(sealed)
    if (sealed?.length === size) {
      run('UPDATE sealed_object SET sealed = ? WHERE id = ?', sealed, id)
      return id
    }
    run('UPDATE sealed_object SET sealed = zeroblob(length(sealed)) WHERE id = ?', id)
    erased = true
    return appendSealed(sealed)
  }

  const create = (row: ObjectRow): NameMove => {
    const owner = ownerId(row.owner)
    const { changes, lastInsertRowid } = insertObject.run(
      row.uniqueIdentifier,
      row.objectType,
      owner,
      row.storageStatus,
      row.usageMask,
      appendSealed(row.object),
      row.dates,
      row.tokens,
      row.names,
      row.attributes,
    )
    if (changes === 0) throw new Refused('conflict', row.uniqueIdentifier)
    const sequence = Number(lastInsertRowid)
    insertTokens(row.tokens, owner, sequence)
    insertDates.run(owner, sequence, row.dates)
    const { uniqueIdentifier, names } = row
    return { sequence, uniqueIdentifier, before: { owner, names: nothing }, after: { owner, names } }
  }

  const update = (row: ObjectRow): NameMove => {
    const before = read(row)
    const owner = ownerId(row.owner)
    run(
      `UPDATE object SET object_type = ?, owner = ?, revision = ?, storage_status = ?, usage_mask = ?, sealed_object = ?,
        dates = ?, tokens = ?, names = ?, attributes = ? WHERE sequence = ?`,
      row.objectType,
      owner,
      row.revision + 1,
      row.storageStatus,
      row.usageMask,
      overwriteSealed(before, row.object),
      row.dates,
      row.tokens,
      row.names,
      row.attributes,
      before.sequence,
    )
    moveTokens(before, row.tokens, owner)
    moveDates(before, row.dates, owner)
    const { uniqueIdentifier, names } = row
    return { sequence: before.sequence, uniqueIdentifier, before, after: { owner, names } }
  }

  const remove = (change: RowChange): NameMove => {
    const before = read(change)
    moveTokens(before, nothing, before.owner)
    moveDates(before, '{}', before.owner)
    overwriteSealed(before, null)
    run('DELETE FROM object WHERE sequence = ?', before.sequence)
    const { uniqueIdentifier } = change
    return { sequence: before.sequence, uniqueIdentifier, before, after: { owner: before.owner, names: nothing } }
  }

  const applyNames = (moves: ReadonlyMap<number, NameMove>) => {
    const changed = [...moves.values()].filter(
      ({ before, after }) => before.owner !== after.owner || !sameBytes(before.names, after.names),
    )
    for (const { before } of changed)
      for (const token of split(before.names).values())
        run('DELETE FROM live_name WHERE token = ? AND owner = ?', token, before.owner)
    for (const { sequence, uniqueIdentifier, after } of changed)
      for (const token of split(after.names).values()) {
        const sql = 'INSERT INTO live_name (token, owner, object) VALUES (?, ?, ?) ON CONFLICT DO NOTHING'
        if (run(sql, token, after.owner, sequence).changes === 0) throw new Refused('name taken', uniqueIdentifier)
      }
  }

  const applySet = ({ changes, audit }: RowSet) => {
    const moves = new Map<number, NameMove>()
    for (const change of changes) {
      const move =
        change.kind === 'create' ? create(change) : change.kind === 'update' ? update(change) : remove(change)
      const earlier = moves.get(move.sequence)
      if (earlier) earlier.after = move.after
      else moves.set(move.sequence, move)
    }
    applyNames(moves)
    for (const { time, event } of audit as readonly AuditRow[])
      run('INSERT INTO audit (time, event) VALUES (?, ?)', time, event)
  }

  const outcomeOf = (error: unknown): Outcome =>
    error instanceof Refused ? error.outcome : { result: 'failed', error }

  const undo = () => {
    if (db.isTransaction) db.exec('ROLLBACK')
    ownerIds.clear()
  }

  const applyInSavepoint = (set: RowSet): Outcome => {
    savepoint.run()
    try {
      applySet(set)
      release.run()
      return committed
    } catch (error) {
      if (!db.isTransaction) throw error
      rollback.run()
      release.run()
      ownerIds.clear()
      return outcomeOf(error)
    }
  }

  const applySeparately = (sets: readonly RowSet[]): Outcome[] => {
    try {
      begin.run()
      const outcomes = sets.map(applyInSavepoint)
      commit.run()
      return outcomes
    } catch (error) {
      undo()
      return sets.map(() => ({ result: 'failed', error }))
    }
  }

  const applyTogether = (first: readonly RowSet[], more: () => readonly RowSet[] | undefined): Outcome[] => {
    const sets = [...first]
    try {
      begin.run()
      for (let at = 0; at < sets.length; at++) {
        applySet(sets[at]!)
        if (at === sets.length - 1 && sets.length < TOGETHER) sets.push(...(more() ?? []))
      }
      commit.run()
      return sets.map(() => committed)
    } catch (error) {
      undo()
      return sets.length === 1 ? [outcomeOf(error)] : applySeparately(sets)
    }
  }

  return (sets, more) => {
    erased = false
    return { outcomes: applyTogether(sets, more), erased }
  }
}
