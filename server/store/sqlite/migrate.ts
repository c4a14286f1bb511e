import type { Kysely } from 'kysely'
import { DEFAULT_MIGRATION_TABLE, Migrator } from 'kysely/migration'
import { StoreOpenError } from '../errors.ts'
import type { Migrations } from './schema.ts'

async function listApplied(db: Kysely<unknown>): Promise<string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true })
  if (!tables.some((table) => table.name === DEFAULT_MIGRATION_TABLE)) return []
  const rows = await (db as Kysely<{ [DEFAULT_MIGRATION_TABLE]: { name: string } }>)
    .selectFrom(DEFAULT_MIGRATION_TABLE)
    .select('name')
    .execute()
  return rows.map((row) => row.name)
}

/**
 * Runs the migrations that the store does not have yet, all of them or none.
 * @throws StoreOpenError `newer schema` when the store has a migration that this version does not know
 */
export async function migrate(db: Kysely<unknown>, migrations: Migrations): Promise<void> {
  const unknown = (await listApplied(db)).filter((name) => !(name in migrations))
  if (unknown.length > 0)
    throw new StoreOpenError(
      'newer schema',
      `The store was written by a newer version of kmip (schema ${unknown.at(-1)}): upgrade kmip, or restore a backup made before the upgrade. Nothing was changed`,
    )
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } })
  const { error } = await migrator.migrateToLatest()
  if (error) throw error
}
