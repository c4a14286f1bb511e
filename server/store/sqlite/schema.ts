import { type ColumnDefinitionBuilder, type CreateTableBuilder, type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** The parts of the schema that differ between databases. */
export interface SchemaDialect {
  readonly bytes: 'blob' | 'bytea'
  /** 64-bit. */
  readonly integer: 'integer' | 'bigint'
  /** A primary key that the database numbers upwards. */
  readonly numbered: (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder
  /** End of `CREATE TABLE` for a table that is read by rowid. */
  readonly table: string
  /** End of `CREATE TABLE` for a table that is read by its primary key only. */
  readonly clustered: string
}

export const sqliteSchema: SchemaDialect = {
  bytes: 'blob',
  integer: 'integer',
  numbered: (column) => column.primaryKey(),
  table: 'strict',
  clustered: 'strict, without rowid',
}

/** The history of the schema, in order of name. A released migration never changes. */
export type Migrations = Readonly<Record<string, Migration>>

export function createMigrations(dialect: SchemaDialect): Migrations {
  return {
    '0001-objects': { up: (db) => createObjects(db, dialect) },
    '0002-documents': { up: (db) => createDocuments(db, dialect) },
    '0003-record-versions': { up: (db) => createRecordVersions(db, dialect) },
    '0004-fence': { up: (db) => createFence(db, dialect) },
    '0005-sealing-keys': { up: (db) => createSealingKeys(db, dialect) },
  }
}

type Columns = (t: CreateTableBuilder<string>) => CreateTableBuilder<string>

const toTableCreator = (db: Kysely<unknown>) => (name: string, form: string, columns: Columns) =>
  columns(db.schema.createTable(name) as CreateTableBuilder<string>)
    .modifyEnd(sql.raw(form))
    .execute()

async function createObjects(
  db: Kysely<unknown>,
  { bytes, integer, numbered, table, clustered }: SchemaDialect,
): Promise<void> {
  const create = toTableCreator(db)

  // A data key seals objects (purpose `seal`; the highest id seals now) or keys the blind index (`index`).
  await create('data_key', table, (t) =>
    t.addColumn('id', integer, (c) => c.primaryKey()).addColumn('purpose', 'text', (c) => c.notNull()),
  )
  // One row per data key and master key that opens it: a new master key adds rows, then the old rows go.
  await create('wrapped_data_key', table, (t) =>
    t
      .addColumn('data_key', integer, (c) => c.notNull().references('data_key.id'))
      .addColumn('master_key', 'text', (c) => c.notNull())
      .addColumn('wrapped', bytes, (c) => c.notNull())
      .addPrimaryKeyConstraint('wrapped_data_key_pk', ['data_key', 'master_key']),
  )
  await create('owner', table, (t) =>
    t.addColumn('id', integer, numbered).addColumn('name', 'text', (c) => c.notNull().unique()),
  )
  // Rows are appended, and overwritten in place by as many bytes (zeros, once destroyed): SQLite never splits or merges a page,
  // so that the unused part of a page holds nothing of a destroyed object.
  await create('sealed_object', table, (t) =>
    t.addColumn('id', integer, numbered).addColumn('sealed', bytes, (c) => c.notNull()),
  )
  await create('object', table, (t) =>
    t
      .addColumn('sequence', integer, numbered)
      .addColumn('unique_identifier', 'text', (c) => c.notNull().unique())
      .addColumn('object_type', 'text', (c) => c.notNull())
      .addColumn('owner', integer, (c) => c.notNull().references('owner.id'))
      .addColumn('revision', integer, (c) => c.notNull())
      .addColumn('storage_status', integer, (c) => c.notNull())
      .addColumn('usage_mask', integer, (c) => c.notNull())
      .addColumn('sealed_object', integer, (c) => c.references('sealed_object.id'))
      .addColumn('dates', 'text', (c) => c.notNull())
      .addColumn('tokens', bytes, (c) => c.notNull())
      .addColumn('names', bytes, (c) => c.notNull())
      .addColumn('attributes', bytes, (c) => c.notNull()),
  )
  await db.schema
    .createIndex('object_by_owner')
    .on('object')
    .columns(['owner', 'sequence', 'storage_status', 'usage_mask'])
    .execute()
  // The blind index: which objects have which attribute value. `object` is the sequence.
  await create('attribute_value', clustered, (t) =>
    t
      .addColumn('token', bytes, (c) => c.notNull())
      .addColumn('owner', integer, (c) => c.notNull())
      .addColumn('object', integer, (c) => c.notNull())
      .addPrimaryKeyConstraint('attribute_value_pk', ['token', 'owner', 'object']),
  )
  await create('attribute_date', clustered, (t) =>
    t
      .addColumn('attribute', 'text', (c) => c.notNull())
      .addColumn('owner', integer, (c) => c.notNull())
      .addColumn('seconds', integer, (c) => c.notNull())
      .addColumn('object', integer, (c) => c.notNull())
      .addPrimaryKeyConstraint('attribute_date_pk', ['attribute', 'owner', 'seconds', 'object']),
  )
  await create('live_name', clustered, (t) =>
    t
      .addColumn('token', bytes, (c) => c.notNull())
      .addColumn('owner', integer, (c) => c.notNull())
      .addColumn('object', integer, (c) => c.notNull())
      .addPrimaryKeyConstraint('live_name_pk', ['token', 'owner']),
  )
  await create('audit', table, (t) =>
    t
      .addColumn('sequence', integer, numbered)
      .addColumn('time', integer, (c) => c.notNull())
      .addColumn('event', 'text', (c) => c.notNull()),
  )
}

/** Documents; `due` in milliseconds since 1970. */
async function createDocuments(db: Kysely<unknown>, { bytes, integer, numbered, table }: SchemaDialect): Promise<void> {
  await toTableCreator(db)('document', table, (t) =>
    t
      .addColumn('id', integer, numbered)
      .addColumn('kind', 'text', (c) => c.notNull())
      .addColumn('key', 'text', (c) => c.notNull())
      .addColumn('owner', integer, (c) => c.notNull().references('owner.id'))
      .addColumn('revision', integer, (c) => c.notNull())
      .addColumn('due', integer)
      .addColumn('sealed', bytes, (c) => c.notNull())
      .addUniqueConstraint('document_key', ['kind', 'key']),
  )
  await db.schema.createIndex('document_due').on('document').columns(['kind', 'due']).execute()
}

/**
 * The KMIP versions in which records are written, as numbers (0x0300: 3.0). A program refuses a store that lists one it does not
 * know; kmip 0.1.0 refuses a store that has this table.
 */
async function createRecordVersions(db: Kysely<unknown>, { integer, table }: SchemaDialect): Promise<void> {
  await toTableCreator(db)('record_version', table, (t) => t.addColumn('number', integer, (c) => c.primaryKey()))
}

/** One row: the process that opened the store last. Every commit of an earlier one fails. */
async function createFence(db: Kysely<unknown>, { integer, table }: SchemaDialect): Promise<void> {
  await toTableCreator(db)('fence', table, (t) =>
    t
      .addColumn('id', integer, (c) => c.primaryKey())
      .addColumn('epoch', 'text', (c) => c.notNull())
      .addColumn('process', integer, (c) => c.notNull())
      .addColumn('host', 'text', (c) => c.notNull())
      .addColumn('since', 'text', (c) => c.notNull()),
  )
}

/** Seals that are assumed of a data key of an earlier release, which did not count them: it is replaced at the next start. */
const uncounted = 2 ** 30

/**
 * One row for each data key that seals: since when, in milliseconds since 1970, and the seals counted so far. They are counted in
 * advance, so that the number is never too low.
 */
async function createSealingKeys(db: Kysely<unknown>, { integer, table }: SchemaDialect): Promise<void> {
  await toTableCreator(db)('sealing_key', table, (t) =>
    t
      .addColumn('data_key', integer, (c) => c.primaryKey().references('data_key.id'))
      .addColumn('since', integer)
      .addColumn('reserved', integer, (c) => c.notNull()),
  )
  await sql`INSERT INTO sealing_key (data_key, reserved) SELECT id, ${sql.lit(uncounted)} FROM data_key WHERE purpose = 'seal'`.execute(
    db,
  )
}
