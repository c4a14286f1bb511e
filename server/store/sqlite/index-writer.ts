import type { DatabaseSync } from 'node:sqlite'
import { encodeTokens, splitTokens, TOKEN } from '../seal/blind-index.ts'
import { type Before, ChangeRefused, type NameMove } from './change-in-progress.ts'
import type { Run } from './runner.ts'

/** Writes the index entries of objects within the open transaction. */
export interface IndexWriter {
  insert(object: Indexed, owner: number, sequence: number): void
  /** Replaces the entries of an object by those that it has now. */
  move(before: Before, object: Indexed, owner: number): void
  /** Replaces Names, once all changes of a set are applied. @throws {ChangeRefused} when another live object has the Name */
  moveNames(moves: Iterable<NameMove>): void
}

/** A token set, and dates as JSON. */
interface Indexed {
  readonly tokens: string
  readonly dates: string
}

/** Tokens in one INSERT: calls into SQLite cost more than rows. */
const TOKENS_AT_ONCE = 24
const tokenPositions = Array.from({ length: TOKENS_AT_ONCE }, (_, i) => `(${i * TOKEN + 1})`).join(', ')

export const createIndexWriter = (db: DatabaseSync, run: Run): IndexWriter => {
  const insertSomeTokens = db.prepare(`
    INSERT INTO attribute_value (token, owner, object)
    SELECT substr(?1, column1, ${TOKEN}), ?2, ?3 FROM (VALUES ${tokenPositions}) WHERE column1 < length(?1)
  `)
  const insertDates = db.prepare(
    'INSERT INTO attribute_date (attribute, owner, seconds, object) SELECT key, ?1, value, ?2 FROM json_each(?3)',
  )

  const insertTokens = (tokens: string, owner: number, sequence: number) => {
    for (let at = 0; at < tokens.length; at += TOKEN * TOKENS_AT_ONCE)
      insertSomeTokens.run(encodeTokens(tokens.slice(at, at + TOKEN * TOKENS_AT_ONCE)), owner, sequence)
  }
  const moveTokens = (before: Before, tokens: string, owner: number) => {
    if (owner === before.owner && tokens === before.tokens) return
    const old = new Set(splitTokens(before.tokens))
    const added = splitTokens(tokens).filter((token) => owner !== before.owner || !old.delete(token))
    for (const token of old)
      run(
        'DELETE FROM attribute_value WHERE token = ? AND owner = ? AND object = ?',
        encodeTokens(token),
        before.owner,
        before.sequence,
      )
    insertTokens(added.join(''), owner, before.sequence)
  }

  const moveDates = (before: Before, dates: string, owner: number) => {
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

  return {
    insert({ tokens, dates }, owner, sequence) {
      insertTokens(tokens, owner, sequence)
      insertDates.run(owner, sequence, dates)
    },
    move(before, { tokens, dates }, owner) {
      moveTokens(before, tokens, owner)
      moveDates(before, dates, owner)
    },
    moveNames(moves) {
      const changed = [...moves].filter(
        ({ before, after }) => before.owner !== after.owner || before.names !== after.names,
      )
      for (const { before } of changed)
        for (const token of splitTokens(before.names))
          run('DELETE FROM live_name WHERE token = ? AND owner = ?', encodeTokens(token), before.owner)
      for (const { sequence, uniqueIdentifier, after } of changed)
        for (const token of splitTokens(after.names)) {
          const sql = 'INSERT INTO live_name (token, owner, object) VALUES (?, ?, ?) ON CONFLICT DO NOTHING'
          if (run(sql, encodeTokens(token), after.owner, sequence).changes === 0)
            throw new ChangeRefused('name taken', uniqueIdentifier)
        }
    },
  }
}
