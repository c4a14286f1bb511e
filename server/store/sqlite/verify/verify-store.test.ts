import { copyFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { isDeepStrictEqual } from 'node:util'
import { expect } from 'chai'
import { document } from '../../contract/documents.ts'
import { attribute, catchRejection, commitNew, createSample, destroy, name, update } from '../../contract/samples.ts'
import { simpleCodec } from '../../contract/simple-codec.ts'
import { createTemporaryFolder, createTestMasterKey, openTestStore } from '../../contract/sqlite-harness.ts'
import { StoreOpenError } from '../../errors.ts'
import { createMasterKey } from '../../seal/master-key.ts'
import { type StoreVerification, type VerifyProgress, verifyStore } from './verify-store.ts'

/** Bits of a sequence that is the same in every run (mulberry32). */
const createRandom = (seed: number) => {
  let state = seed
  return (below: number): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}
type Random = ReturnType<typeof createRandom>

/** What nothing authenticates, and what changing it does. */
const unauthenticated: Readonly<Record<string, string>> = {
  'audit.sequence': 'records on their way to the log: this is only their order',
  'audit.time': 'the record has it too',
  'audit.event': 'the log has it too: JSON stays JSON',
  'fence.epoch': 'the next start writes it',
  'fence.process': 'the next start writes it',
  'fence.host': 'the next start writes it',
  'fence.since': 'the next start writes it',
  'kysely_migration.timestamp': 'nobody reads it',
  'kysely_migration.name exchanged': 'the same names',
  'sealing_key.since': 'the administrator reads it',
  'sealing_key.reserved': 'a number below that of the rows is found',
  'document.id': 'only the order in which documents are found',
}

/** Rows whose absence nothing shows. */
const unmissed: Readonly<Record<string, (row: Record<string, SQLInputValue>) => boolean>> = {
  // Nothing else refers to a document.
  document: () => true,
  // The log has them, or gets them: what is on its way has neither a known beginning nor a known end.
  audit: () => true,
  // An erased one.
  sealed_object: ({ sealed }) => sealed instanceof Uint8Array && sealed.every((byte) => byte === 0),
}

const flip = (value: SQLInputValue, random: Random): SQLInputValue => {
  if (value instanceof Uint8Array) {
    const flipped = Uint8Array.from(value)
    const at = random(flipped.length)
    flipped[at] = Number(flipped[at]) ^ (1 << random(8))
    return flipped
  }
  if (typeof value === 'string') {
    const at = random(value.length)
    return value.slice(0, at) + (value[at] === 'x' ? 'y' : 'x') + value.slice(at + 1)
  }
  return value === null ? 1 : Number(value) ^ (1 << random(4))
}

describe('verifyStore', function () {
  this.timeout(120_000)
  let folder: ReturnType<typeof createTemporaryFolder>
  let path: string
  let copy: string
  before(async () => {
    folder = createTemporaryFolder()
    path = join(folder.path, 'store.db')
    copy = join(folder.path, 'copy.db')
    const store = await openTestStore(path)
    for (const owner of ['alice', 'bob'])
      for (let i = 0; i < 4; i++)
        await commitNew(
          store,
          createSample(
            [
              ...[name(`${owner} ${i}`), attribute('ObjectGroup', `group ${i % 2}`)],
              ...[
                attribute('InitialDate', new Date(1.7e12 + i * 1e6)),
                attribute('CryptographicUsageMask', ['Encrypt']),
              ],
            ],
            owner,
          ),
        )
    await store.commit([update(destroy(await commitNew(store, createSample([name('gone')]))))])
    for (const [i, owner] of ['alice', 'bob'].entries())
      await store.commit(
        [],
        [{ time: new Date(), event: { i } }],
        [{ kind: 'create', document: document(`${i}`, 'content', { owner, due: new Date(1.7e12 + i) }) }],
      )
    await store.close()
  })
  after(() => folder.remove())

  const verify = (at = copy, onProgress: (progress: VerifyProgress) => void = () => undefined) =>
    verifyStore({ path: at, masterKey: createTestMasterKey(), codec: simpleCodec, onProgress })
  /** Verifies a copy after a change; `undefined` when the change changed nothing, or SQLite refused it. */
  const verifyAltered = async (change: (db: DatabaseSync) => void): Promise<StoreVerification | undefined> => {
    for (const ending of ['-wal', '-shm']) rmSync(copy + ending, { force: true })
    copyFileSync(path, copy)
    const db = new DatabaseSync(copy, { enableForeignKeyConstraints: false })
    let changes = 0
    try {
      change(db)
      changes = Number(db.prepare('SELECT total_changes() AS count').get()?.count)
    } catch (error) {
      if (!/constraint|datatype/.test(String(error))) throw error
    } finally {
      db.close()
    }
    return changes === 0 ? undefined : verify()
  }

  const listTables = (): { table: string; columns: string[]; rows: number }[] => {
    const db = new DatabaseSync(path, { readOnly: true })
    const tables = db
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'kysely_migration_lock'")
      .all()
    const listed = tables.map(({ name: table }) => ({
      table: String(table),
      columns: db
        .prepare(`SELECT name FROM pragma_table_info('${table}')`)
        .all()
        .map((column) => String(column.name)),
      rows: Number(db.prepare(`SELECT count(*) AS count FROM ${table}`).get()?.count),
    }))
    db.close()
    return listed
  }
  /** The rows of a table with all columns, in a fixed order. */
  const selectAll = (db: DatabaseSync, table: string) =>
    db.prepare(`SELECT * FROM ${table}`).all() as Record<string, SQLInputValue>[]
  const toSet = (rows: readonly Record<string, SQLInputValue>[]) => rows.map((row) => JSON.stringify(row)).sort()
  /** Replaces all rows; does nothing when they are the same ones: two rows of one object may exchange their tokens. */
  const rewrite = (db: DatabaseSync, table: string, rows: readonly Record<string, SQLInputValue>[]) => {
    if (isDeepStrictEqual(toSet(rows), toSet(selectAll(db, table)))) return
    db.exec(`BEGIN; DELETE FROM ${table}`)
    for (const row of rows)
      db.prepare(`INSERT INTO ${table} (${Object.keys(row).join()}) VALUES (${Object.keys(row).map(() => '?')})`).run(
        ...Object.values(row),
      )
    db.exec('COMMIT')
  }

  it('finds nothing in a store that nobody altered, counts its rows and reports progress', async () => {
    const seen: VerifyProgress[] = []
    expect(await verify(path, (progress) => seen.push(progress))).to.deep.equal({
      ...{ objects: 9, documents: 2, auditRecords: 2, faults: 0, findings: [] },
    })
    expect(seen).to.deep.include({ what: 'objects', done: 9, total: 9 })
    expect(seen.map(({ what }) => what)).to.deep.equal(['file', 'objects', 'documents', 'index', 'audit'])
  })

  it('names the row and what is wrong with it, never what it holds', async () => {
    const verification = await verifyAltered((db) =>
      db.exec('UPDATE object SET attributes = zeroblob(length(attributes)) WHERE sequence = 1'),
    )
    expect(verification).to.include({ faults: 1 })
    expect(verification?.findings[0]).to.deep.include({ table: 'object' })
    expect(verification?.findings[0]?.problem).to.include('does not open')
    const names = await verifyAltered((db) => db.exec('UPDATE live_name SET object = object + 1 WHERE object = 1'))
    expect(JSON.stringify(names)).to.include('live_name').and.to.not.include('alice 0')
  })

  it('finds two live objects of one owner with the same Name', async () => {
    const verification = await verifyAltered((db) =>
      db.exec('UPDATE object SET names = (SELECT names FROM object WHERE sequence = 2) WHERE sequence = 1'),
    )
    expect(verification?.findings.map(({ problem }) => problem).join()).to.include('has a Name that is that of')
  })

  it('finds a trigger, and an index that is missing', async () => {
    for (const sql of [
      'CREATE TRIGGER t AFTER INSERT ON audit BEGIN DELETE FROM audit; END; UPDATE audit SET time = time',
      'DROP INDEX document_due; UPDATE audit SET time = time',
    ])
      expect((await verifyAltered((db) => db.exec(sql)))?.findings.map(({ table }) => table)).to.deep.equal([
        'sqlite_schema',
      ])
  })

  it('finds a page that SQLite cannot read', async () => {
    const { writeSync, openSync, closeSync } = await import('node:fs')
    copyFileSync(path, copy)
    const file = openSync(copy, 'r+')
    writeSync(file, Buffer.alloc(4096, 0xff), 0, 4096, 4096 * 12)
    closeSync(file)
    expect((await verify()).faults).to.be.greaterThan(0)
  })

  it('finds every flipped bit, exchanged value and deleted row of every table', async () => {
    const missed: string[] = []
    let altered = 0
    const attempt = async (what: string, change: (db: DatabaseSync) => void): Promise<void> => {
      const verification = await verifyAltered(change).catch((error: unknown) => {
        if (error instanceof StoreOpenError) return { faults: 1 }
        throw error
      })
      if (!verification) return
      altered++
      if (verification.faults === 0) missed.push(what)
    }
    for (const { table, columns, rows } of listTables()) {
      for (const column of columns) {
        if (`${table}.${column}` in unauthenticated) continue
        for (let seed = 1; seed <= 3; seed++) {
          const random = createRandom(seed)
          const at = random(rows)
          await attempt(`${table}.${column} flipped in row ${at}, seed ${seed}`, (db) => {
            const all = selectAll(db, table)
            const row = all[at] as Record<string, SQLInputValue>
            // The number of an erased row: nothing refers to it.
            if (column === 'id' && unmissed[table]?.(row)) return
            const changed = flip(row[column] as SQLInputValue, random)
            rewrite(
              db,
              table,
              all.map((each, i) => (i === at ? { ...each, [column]: changed } : each)),
            )
          })
          if (rows < 2 || `${table}.${column} exchanged` in unauthenticated) continue
          const other = (at + 1 + random(rows - 1)) % rows
          const [first, second] = [at, other]
          await attempt(`${table}.${column} exchanged between rows ${first} and ${second}`, (db) => {
            const all = selectAll(db, table)
            const [one, two] = [all[first]?.[column], all[second]?.[column]] as [SQLInputValue, SQLInputValue]
            rewrite(
              db,
              table,
              all.map((each, i) =>
                i === first ? { ...each, [column]: two } : i === second ? { ...each, [column]: one } : each,
              ),
            )
          })
        }
      }
      for (let at = 0; at < rows; at++)
        await attempt(`${table} without row ${at}`, (db) => {
          const all = selectAll(db, table)
          if (unmissed[table]?.(all[at] ?? {})) return
          rewrite(
            db,
            table,
            all.filter((_, i) => i !== at),
          )
        })
    }
    expect(missed).to.deep.equal([])
    expect(altered).to.be.greaterThan(150)
  })

  it('finds a row that was copied to another owner, identifier or place', async () => {
    for (const sql of [
      `INSERT INTO object SELECT sequence + 100, 'copied', object_type, 3 - owner, revision, storage_status, usage_mask,
        sealed_object, dates, tokens, names, attributes FROM object WHERE sequence = 1`,
      'INSERT INTO attribute_value SELECT token, 3 - owner, object FROM attribute_value WHERE object = 1',
      'INSERT INTO attribute_value SELECT token, owner, 2 FROM attribute_value WHERE object = 1 ON CONFLICT DO NOTHING',
      'INSERT INTO attribute_date SELECT attribute, 3 - owner, seconds, object FROM attribute_date WHERE object = 1',
      'INSERT INTO live_name SELECT token, 3 - owner, object FROM live_name WHERE object = 1',
      "INSERT INTO document SELECT id + 100, kind, 'copied', 3 - owner, revision, due, sealed FROM document WHERE id = 1",
      'INSERT INTO sealed_object SELECT id + 100, sealed FROM sealed_object WHERE id = 1',
      'UPDATE sealing_key SET reserved = 18',
      "INSERT INTO wrapped_data_key SELECT data_key, 'other', wrapped FROM wrapped_data_key",
      'INSERT INTO record_version VALUES (4095)',
      'INSERT INTO fence SELECT 2, epoch, process, host, since FROM fence',
      'INSERT INTO audit SELECT sequence + 100, time, event FROM audit WHERE sequence = 1',
      "UPDATE audit SET event = 'x' WHERE sequence = 1",
    ])
      expect((await verifyAltered((db) => db.exec(sql)))?.faults, sql).to.be.greaterThan(0)
  })

  it('refuses a store that a server uses, that is not there, or of another master key', async () => {
    const store = await openTestStore(path)
    const faults = [await catchRejection(verify(path))]
    await store.close()
    faults.push(await catchRejection(verify(join(folder.path, 'none.db'))))
    const masterKey = createMasterKey(Buffer.alloc(32, 2))
    faults.push(await catchRejection(verifyStore({ path, masterKey, codec: simpleCodec })))
    expect(faults.map((error) => error instanceof StoreOpenError && error.fault)).to.deep.equal([
      'in use',
      'missing',
      'wrong master key',
    ])
  })
})
