import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { TOKEN, tokenBytes, tokensIn, tokenText } from './blind-index.ts'
import { type Before, type BeforeRow, type NameMove, Refused } from './change-in-progress.ts'
import { createDocumentWriter } from './document-writer.ts'
import type { AuditRow, ObjectRow, Outcome, RowChange, RowSet } from './row.ts'

/**
 * One transaction after the other, each of many change sets. A set that is refused does not fail the others: as this is
 * rare and savepoints cost a tenth of the writing, they are used only in a second run.
 */
export interface RowWriter {
  /** Applies change sets within the transaction under way, or a new one. */
  add(sets: readonly RowSet[]): void
  /** Change sets in the transaction under way. */
  readonly size: number
  /** Makes them durable: one outcome each. `erased`: key material was overwritten, and is still in the log. */
  commit(): { readonly outcomes: Outcome[]; readonly erased: boolean }
}

/** Tokens in one INSERT: calls into SQLite cost more than rows. */
const TOKENS_AT_ONCE = 24
const tokenPositions = Array.from({ length: TOKENS_AT_ONCE }, (_, i) => `(${i * TOKEN + 1})`).join(', ')

/** The store's only writer over one connection. */
export function createRowWriter(db: DatabaseSync): RowWriter {
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
    const row = selectObject.get(change.uniqueIdentifier) as unknown as BeforeRow | undefined
    if (row?.revision !== change.revision) throw new Refused('conflict', change.uniqueIdentifier)
    return { ...row, tokens: tokenText(row.tokens), names: tokenText(row.names) }
  }

  const insertTokens = (tokens: string, owner: number, sequence: number) => {
    for (let at = 0; at < tokens.length; at += TOKEN * TOKENS_AT_ONCE)
      insertSomeTokens.run(tokenBytes(tokens.slice(at, at + TOKEN * TOKENS_AT_ONCE)), owner, sequence)
  }
  const moveTokens = (before: Before, tokens: string, owner: number) => {
    if (owner === before.owner && tokens === before.tokens) return
    const old = new Set(tokensIn(before.tokens))
    const added = tokensIn(tokens).filter((token) => owner !== before.owner || !old.delete(token))
    for (const token of old)
      run(
        'DELETE FROM attribute_value WHERE token = ? AND owner = ? AND object = ?',
        tokenBytes(token),
        before.owner,
        before.sequence,
      )
    insertTokens(added.join(''), owner, before.sequence)
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
      tokenBytes(row.tokens),
      tokenBytes(row.names),
      row.attributes,
    )
    if (changes === 0) throw new Refused('conflict', row.uniqueIdentifier)
    const sequence = Number(lastInsertRowid)
    insertTokens(row.tokens, owner, sequence)
    insertDates.run(owner, sequence, row.dates)
    const { uniqueIdentifier, names } = row
    return { sequence, uniqueIdentifier, before: { owner, names: '' }, after: { owner, names } }
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
      tokenBytes(row.tokens),
      tokenBytes(row.names),
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
    moveTokens(before, '', before.owner)
    moveDates(before, '{}', before.owner)
    overwriteSealed(before, null)
    run('DELETE FROM object WHERE sequence = ?', before.sequence)
    const { uniqueIdentifier } = change
    return { sequence: before.sequence, uniqueIdentifier, before, after: { owner: before.owner, names: '' } }
  }

  const applyNames = (moves: ReadonlyMap<number, NameMove>) => {
    const changed = [...moves.values()].filter(
      ({ before, after }) => before.owner !== after.owner || before.names !== after.names,
    )
    for (const { before } of changed)
      for (const token of tokensIn(before.names))
        run('DELETE FROM live_name WHERE token = ? AND owner = ?', tokenBytes(token), before.owner)
    for (const { sequence, uniqueIdentifier, after } of changed)
      for (const token of tokensIn(after.names)) {
        const sql = 'INSERT INTO live_name (token, owner, object) VALUES (?, ?, ?) ON CONFLICT DO NOTHING'
        if (run(sql, tokenBytes(token), after.owner, sequence).changes === 0)
          throw new Refused('name taken', uniqueIdentifier)
      }
  }

  const writeDocument = createDocumentWriter(db, ownerId)

  const applySet = ({ changes, audit, documents }: RowSet) => {
    const moves = new Map<number, NameMove>()
    for (const change of changes) {
      const move =
        change.kind === 'create' ? create(change) : change.kind === 'update' ? update(change) : remove(change)
      const earlier = moves.get(move.sequence)
      if (earlier) earlier.after = move.after
      else moves.set(move.sequence, move)
    }
    applyNames(moves)
    for (const row of documents) {
      writeDocument(row)
      // What a document held is overwritten, and is still in the log.
      if (row.change !== 'create') erased = true
    }
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
      return undefined
    } catch (error) {
      if (!db.isTransaction) throw error
      rollback.run()
      release.run()
      ownerIds.clear()
      return outcomeOf(error)
    }
  }

  const retry = (sets: readonly RowSet[], error: unknown): Outcome[] =>
    sets.length === 1 ? [outcomeOf(error)] : applySeparately(sets)

  const commitAll = (sets: readonly RowSet[]): Outcome[] => {
    try {
      commit.run()
      return sets.map(() => undefined)
    } catch (error) {
      undo()
      return retry(sets, error)
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

  let sets: RowSet[] = []
  let failed: { readonly error: unknown } | undefined

  return {
    add(more) {
      const isFirst = sets.length === 0
      sets.push(...more)
      if (failed) return
      try {
        if (isFirst && more.length > 0) begin.run()
        for (const set of more) applySet(set)
      } catch (error) {
        failed = { error }
        undo()
      }
    },
    get size() {
      return sets.length
    },
    commit() {
      const all = sets
      const failure = failed
      sets = []
      failed = undefined
      const outcomes = failure ? retry(all, failure.error) : commitAll(all)
      const result = { outcomes, erased }
      erased = false
      return result
    },
  }
}
