import { DatabaseSync } from 'node:sqlite'
import { describeVersion, fromVersionNumber } from '../../storage-version.ts'
import { migrate } from '../migrate.ts'
import { openKysely } from '../open-kysely.ts'
import { createMigrations, sqliteSchema } from '../schema.ts'
import type { Findings } from './findings.ts'

/** Asks SQLite whether pages, indexes and references fit together. */
export const verifyFile = (db: DatabaseSync, findings: Findings): void => {
  for (const row of db.prepare('PRAGMA integrity_check').iterate())
    if (row.integrity_check !== 'ok') findings.add('store.db', '', String(row.integrity_check))
  for (const row of db.prepare('PRAGMA foreign_key_check').iterate())
    findings.add(
      String(row.table),
      row.rowid === null ? '' : `number ${row.rowid}`,
      `refers to a row of ${row.parent} that does not exist`,
    )
}

const selectSchema = (db: DatabaseSync): Map<string, string> =>
  new Map(
    db
      .prepare("SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE tbl_name NOT LIKE 'kysely%'")
      .all()
      .map(({ type, name, tbl_name, sql }) => [`${type} ${name}`, `${tbl_name} ${sql}`]),
  )

/** Compares tables, indexes and triggers with those that this release creates: a trigger could undo what is written. */
export const verifySchema = async (db: DatabaseSync, findings: Findings): Promise<void> => {
  const migrations = createMigrations(sqliteSchema)
  const applied = db
    .prepare('SELECT name FROM kysely_migration')
    .all()
    .map(({ name }) => String(name))
  for (const name of Object.keys(migrations))
    if (!applied.includes(name))
      findings.add(
        'kysely_migration',
        name,
        'is missing: an earlier release opened the store last (start this one once), or the row was deleted',
      )
  for (const name of applied)
    if (!(name in migrations)) findings.add('kysely_migration', name, 'is unknown to this release: upgrade kmip')
  const model = new DatabaseSync(':memory:')
  try {
    await migrate(openKysely(model), migrations)
    const [actual, declared] = [selectSchema(db), selectSchema(model)]
    for (const [name, sql] of declared)
      if (actual.get(name) !== sql) findings.add('sqlite_schema', name, 'is missing or was altered')
    for (const name of actual.keys())
      if (!declared.has(name)) findings.add('sqlite_schema', name, 'does not belong to a store')
  } finally {
    model.close()
  }
}

/** Compares the listed versions with those of the records, `used`. */
export const verifyVersions = (db: DatabaseSync, used: ReadonlySet<number>, findings: Findings): void => {
  const listed = new Set(
    db
      .prepare('SELECT number FROM record_version')
      .all()
      .map(({ number }) => Number(number)),
  )
  for (const number of listed)
    if (!fromVersionNumber(number))
      findings.add('record_version', describeVersion(number), 'is no version of KMIP that this release knows')
  // 0: of kmip 0.1.0, which listed none. An unknown one is reported with its record.
  for (const number of used)
    if (number !== 0 && fromVersionNumber(number) && !listed.has(number))
      findings.add('record_version', describeVersion(number), 'is missing, and there are records of it')
}

/** Records on their way to the audit log, which removes the oldest: finds rows that are missing or damaged, not rewritten ones. */
export const verifyAudit = (db: DatabaseSync, findings: Findings): void => {
  let next: number | undefined
  for (const { sequence, valid } of db
    .prepare('SELECT sequence, json_valid(event) AS valid FROM audit ORDER BY sequence')
    .iterate()) {
    const at = Number(sequence)
    if (next !== undefined && at !== next)
      findings.add('audit', `number ${at}`, `follows ${next - 1}: rows between them are missing`)
    if (!valid) findings.add('audit', `number ${at}`, 'is damaged')
    next = at + 1
  }
}

export const verifyFence = (db: DatabaseSync, findings: Findings): void => {
  const rows = db.prepare('SELECT id FROM fence').all()
  if (rows.length !== 1 || rows[0]?.id !== 1) findings.add('fence', '', `has ${rows.length} rows in place of number 1`)
}
