import { DatabaseSync } from 'node:sqlite'
import { expect } from 'chai'
import { sql } from 'kysely'
import { catchRejection } from '../contract/samples.ts'
import { StoreOpenError } from '../errors.ts'
import { migrate } from './migrate.ts'
import { openKysely } from './open-kysely.ts'
import { createMigrations, type Migrations, sqliteSchema } from './schema.ts'

const addColumn: Migrations = {
  '0009-next': { up: (db) => db.schema.alterTable('audit').addColumn('next', 'text').execute() },
}
const failing: Migrations = {
  '0010-broken': {
    async up(db) {
      await db.schema.alterTable('audit').addColumn('half', 'text').execute()
      await sql`SELECT * FROM nowhere`.execute(db)
    },
  },
}

describe('migrate', () => {
  let db: DatabaseSync
  beforeEach(() => {
    db = new DatabaseSync(':memory:')
  })
  afterEach(() => db.close())

  const all = createMigrations(sqliteSchema)
  const released = ['0001-objects', '0002-documents', '0003-record-versions', '0004-fence', '0005-sealing-keys']
  const names = () =>
    db
      .prepare('SELECT name FROM kysely_migration ORDER BY name')
      .all()
      .map((row) => row.name)
  const columns = () =>
    db
      .prepare("SELECT name FROM pragma_table_info('audit')")
      .all()
      .map((row) => row.name)

  it('creates strict tables in one transaction, once', async () => {
    await migrate(openKysely(db), all)
    await migrate(openKysely(db), all)
    expect(names()).to.deep.equal(released)
    const loose = db
      .prepare(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND strict = 0 AND name NOT GLOB '*_*schema' AND name NOT GLOB 'kysely_*'",
      )
      .all()
    expect(loose).to.deep.equal([])
    expect(() => db.exec("INSERT INTO audit (time, event) VALUES ('soon', '{}')")).to.throw(
      /TEXT value in INTEGER column/,
    )
  })

  it('migrates an older store and keeps its rows', async () => {
    await migrate(openKysely(db), all)
    db.exec("INSERT INTO audit (time, event) VALUES (1, 'kept')")
    await migrate(openKysely(db), { ...all, ...addColumn })
    expect(names()).to.deep.equal([...released, '0009-next'])
    expect({ ...db.prepare('SELECT event, next FROM audit').get() }).to.deep.equal({ event: 'kept', next: null })
  })

  it('changes nothing when a migration fails', async () => {
    await migrate(openKysely(db), all)
    const before = columns()
    const error = await catchRejection(migrate(openKysely(db), { ...all, ...addColumn, ...failing }))
    expect(String(error)).to.include('nowhere')
    expect(columns()).to.deep.equal(before)
    expect(names()).to.deep.equal(released)
  })

  it('refuses a store with an unknown migration', async () => {
    await migrate(openKysely(db), { ...all, ...addColumn })
    const error = await catchRejection(migrate(openKysely(db), all))
    expect(error).to.be.instanceOf(StoreOpenError).with.property('fault', 'newer schema')
    expect(String(error)).to.include('0009-next').and.to.include('newer version of kmip')
  })
})
