import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect } from 'chai'
import { attribute, create, created, rejection, sample, update, withAttributes } from '../contract/samples.ts'
import { openTestStore, temporaryFolder, testMasterKey } from '../contract/sqlite-harness.ts'
import type { SqliteStore } from './sqlite.ts'

describe('the SQLite store in trouble', () => {
  let folder: ReturnType<typeof temporaryFolder>
  let path: string
  let store: SqliteStore
  beforeEach(async () => {
    folder = temporaryFolder()
    path = join(folder.path, 'store.db')
    store = await openTestStore(path)
  })
  afterEach(async () => {
    await store.close()
    folder.remove()
  })

  const edit = async (change: (db: DatabaseSync) => unknown) => {
    await store.close()
    const db = new DatabaseSync(path)
    await change(db)
    db.close()
    store = await openTestStore(path)
  }
  const record = (event: Record<string, unknown>) => [{ time: new Date(), event }]

  it('reports what SQLite says, for the change set that it concerns', async () => {
    await edit((db) =>
      db.exec(`CREATE TRIGGER trouble BEFORE INSERT ON audit WHEN NEW.event LIKE '%trouble%'
        BEGIN SELECT RAISE(ABORT, 'the disk is in trouble'); END`),
    )
    const object = await created(store)
    const outcomes = await Promise.allSettled([
      store.commit([create(sample())], record({ fine: 1 })),
      store.commit([update(withAttributes(object, attribute('State', 'Active')))], record({ trouble: 1 })),
      store.commit([create(sample())], record({ fine: 2 })),
    ])
    expect(outcomes.map((o) => o.status)).to.deep.equal(['fulfilled', 'rejected', 'fulfilled'])
    expect(outcomes[1]).to.have.property('reason').instanceOf(Error).with.property('message', 'the disk is in trouble')
    expect(store.get(object.uniqueIdentifier)).to.deep.equal(object)
    expect(store.audit().map(({ event }) => event)).to.deep.equal([{ fine: 1 }, { fine: 2 }])
  })

  it('fails all that share a transaction when it is lost, and goes on', async () => {
    await edit((db) =>
      db.exec(`CREATE TRIGGER trouble BEFORE INSERT ON audit WHEN NEW.event LIKE '%trouble%'
        BEGIN SELECT RAISE(ROLLBACK, 'the disk is in trouble'); END`),
    )
    const outcomes = await Promise.allSettled([
      store.commit([create(sample([], 'carol'))], record({ fine: 1 })),
      store.commit([create(sample())], record({ trouble: 1 })),
    ])
    expect(outcomes.map((o) => o.status)).to.deep.equal(['rejected', 'rejected'])
    await created(store, sample([], 'carol'))
    expect(store.find({}).total).to.equal(1)
  })

  it('refuses values that no KMIP mask has before anything is written', async () => {
    const odd = sample([attribute('CryptographicUsageMask', ['Fly'])])
    expect(await rejection(store.commit([create(sample()), create(odd)]))).to.be.instanceOf(RangeError)
    expect(store.find({}).total).to.equal(0)
  })

  it('seals with a newer data key once there is one, and still opens what older ones sealed', async () => {
    const old = await created(store)
    await edit(async (db) => {
      const wrapped = await testMasterKey().wrap(Buffer.alloc(32, 3), 'data key 3: seal')
      db.exec("INSERT INTO data_key (id, purpose) VALUES (3, 'seal')")
      db.prepare('INSERT INTO wrapped_data_key VALUES (3, ?, ?)').run(testMasterKey().id, wrapped)
    })
    const young = await created(store)
    await edit((db) => {
      const ids = db.prepare('SELECT substr(attributes, 2, 4) AS id FROM object ORDER BY sequence').all()
      expect(ids.map(({ id }) => Buffer.from(id as Uint8Array).readUInt32BE())).to.deep.equal([1, 3])
    })
    expect(store.get(old.uniqueIdentifier)).to.deep.equal(old)
    expect(store.get(young.uniqueIdentifier)).to.deep.equal(young)
  })
})
