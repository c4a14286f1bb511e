import { expect } from 'chai'
import {
  attribute,
  catchRejection,
  commitNew,
  create,
  createSample,
  update,
  withAttributes,
} from '../contract/samples.ts'
import { createTestMasterKey, useTestStore } from '../contract/sqlite-harness.ts'

describe('the SQLite store in trouble', () => {
  const test = useTestStore()
  const record = (event: Record<string, unknown>) => [{ time: new Date(), event }]

  it('reports an error of SQLite for the change set that caused it', async () => {
    await test.edit((db) =>
      db.exec(`CREATE TRIGGER trouble BEFORE INSERT ON audit WHEN NEW.event LIKE '%trouble%'
        BEGIN SELECT RAISE(ABORT, 'the disk is in trouble'); END`),
    )
    const object = await commitNew(test.store)
    const outcomes = await Promise.allSettled([
      test.store.commit([create(createSample())], record({ fine: 1 })),
      test.store.commit([update(withAttributes(object, attribute('State', 'Active')))], record({ trouble: 1 })),
      test.store.commit([create(createSample())], record({ fine: 2 })),
    ])
    expect(outcomes.map((o) => o.status)).to.deep.equal(['fulfilled', 'rejected', 'fulfilled'])
    expect(outcomes[1]).to.have.property('reason').instanceOf(Error).with.property('message', 'the disk is in trouble')
    expect(test.store.get(object.uniqueIdentifier)).to.deep.equal(object)
    expect(test.store.audit().map(({ event }) => event)).to.deep.equal([{ fine: 1 }, { fine: 2 }])
  })

  it('fails all change sets of a lost transaction, and goes on', async () => {
    await test.edit((db) =>
      db.exec(`CREATE TRIGGER trouble BEFORE INSERT ON audit WHEN NEW.event LIKE '%trouble%'
        BEGIN SELECT RAISE(ROLLBACK, 'the disk is in trouble'); END`),
    )
    const outcomes = await Promise.allSettled([
      test.store.commit([create(createSample([], 'carol'))], record({ fine: 1 })),
      test.store.commit([create(createSample())], record({ trouble: 1 })),
    ])
    expect(outcomes.map((o) => o.status)).to.deep.equal(['rejected', 'rejected'])
    await commitNew(test.store, createSample([], 'carol'))
    expect((await test.store.find({})).total).to.equal(1)
  })

  it('refuses values that no KMIP mask has before it writes', async () => {
    const odd = createSample([attribute('CryptographicUsageMask', ['Fly'])])
    expect(await catchRejection(test.store.commit([create(createSample()), create(odd)]))).to.be.instanceOf(RangeError)
    expect((await test.store.find({})).total).to.equal(0)
  })

  it('seals with the newest data key and opens with all', async () => {
    const old = await commitNew(test.store)
    await test.edit(async (db) => {
      const wrapped = await createTestMasterKey().wrap(Buffer.alloc(32, 3), 'data key 3: seal')
      db.exec("INSERT INTO data_key (id, purpose) VALUES (3, 'seal')")
      db.exec('INSERT INTO sealing_key (data_key, reserved) VALUES (3, 0)')
      db.prepare('INSERT INTO wrapped_data_key VALUES (3, ?, ?)').run(createTestMasterKey().id, wrapped)
    })
    const young = await commitNew(test.store)
    await test.edit((db) => {
      const ids = db.prepare('SELECT substr(attributes, 2, 4) AS id FROM object ORDER BY sequence').all()
      expect(ids.map(({ id }) => Buffer.from(id as Uint8Array).readUInt32BE())).to.deep.equal([1, 3])
    })
    expect(test.store.get(old.uniqueIdentifier)).to.deep.equal(old)
    expect(test.store.get(young.uniqueIdentifier)).to.deep.equal(young)
  })
})
