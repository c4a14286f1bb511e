import { randomUUID } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { expect } from 'chai'
import fc from 'fast-check'
import { attributes, owner, query } from '../contract/arbitraries.ts'
import { createNaiveStore } from '../contract/naive-store.ts'
import { attribute, commitNew, create, createSample, name, symmetricKey } from '../contract/samples.ts'
import { useTestStore } from '../contract/sqlite-harness.ts'
import { IndexFault, UnsealFailure } from '../errors.ts'
import type { Change, FindQuery, StoredObject } from '../store.ts'

describe('a store whose index was altered', function () {
  this.timeout(60_000)
  const test = useTestStore()
  const find = async (given: FindQuery) => (await test.store.find(given)).uniqueIdentifiers
  const byName = (nameValue: string, of = 'alice') => ({
    owner: of,
    attributes: [{ attribute: 'Name', value: { nameValue } }],
  })
  /** Exchanges the objects of all index rows of the first two objects. */
  const swapTokens = (db: DatabaseSync) =>
    db.exec(`CREATE TEMP TABLE swapped AS SELECT token, owner, 3 - object AS object FROM attribute_value WHERE object < 3;
      DELETE FROM attribute_value WHERE object < 3;
      INSERT INTO attribute_value SELECT * FROM swapped`)

  it('gives no object by the Name of another one of the same owner', async () => {
    const [first, second] = [
      await commitNew(test.store, createSample([name('first')])),
      await commitNew(test.store, createSample([name('second')])),
    ]
    expect(await find(byName('first'))).to.deep.equal([first.uniqueIdentifier])
    await test.edit(swapTokens)
    expect(await find(byName('first'))).to.deep.equal([])
    expect(await test.store.find(byName('second'))).to.deep.equal({ uniqueIdentifiers: [], total: 0 })
    expect(test.faults.every((error) => error instanceof IndexFault)).to.equal(true)
    expect(test.faults.map(({ message }) => message)).to.have.length(2)
    expect(test.faults.map(String).join()).to.include(
      `${second.uniqueIdentifier} does not have what it was found by (Name)`,
    )
    expect(test.faults.map(String).join()).to.include(first.uniqueIdentifier).and.to.not.include('first')
    await find(byName('first'))
    expect(test.faults, 'each is reported once').to.have.length(2)
  })

  it('gives no object of another owner', async () => {
    await commitNew(test.store, createSample([name('mine')], 'alice'))
    await commitNew(test.store, createSample([name('theirs')], 'bob'))
    await test.edit((db) => db.exec('UPDATE attribute_value SET owner = 1'))
    expect(await find(byName('theirs', 'alice'))).to.deep.equal([])
    expect(test.faults.map(String).join()).to.include('(owner)')
  })

  it('gives no object beyond the groups that a client may use', async () => {
    const { uniqueIdentifier } = await commitNew(test.store, createSample([attribute('ObjectGroup', 'open')], 'alice'))
    await commitNew(test.store, createSample([], 'alice'))
    await test.edit((db) =>
      db.exec('INSERT OR IGNORE INTO attribute_value SELECT token, owner, 2 FROM attribute_value WHERE object = 1'),
    )
    const within = [{ owner: 'bob' }, { owner: 'alice', objectGroups: ['open'] }]
    expect(await find({ within })).to.deep.equal([uniqueIdentifier])
    expect(test.faults.map(String).join()).to.include('(owner or ObjectGroup)')
  })

  it('gives no object that does not exist', async () => {
    const { uniqueIdentifier } = await commitNew(test.store, createSample([name('gone')]))
    await test.edit((db) =>
      db.exec('INSERT INTO attribute_value SELECT token, owner, 99 FROM attribute_value WHERE object = 1'),
    )
    expect(await test.store.find(byName('gone'))).to.deep.equal({ uniqueIdentifiers: [uniqueIdentifier], total: 1 })
  })

  it('still finds the object that a false row stands before', async () => {
    await commitNew(test.store, createSample([name('older')]))
    const { uniqueIdentifier } = await commitNew(test.store, createSample([name('right')]))
    await test.edit((db) =>
      db.exec('INSERT OR IGNORE INTO attribute_value SELECT token, owner, 1 FROM attribute_value WHERE object = 2'),
    )
    expect(await test.store.find({ ...byName('right'), maximumItems: 1 })).to.deep.equal({
      uniqueIdentifiers: [uniqueIdentifier],
      total: 1,
    })
  })

  it('finds an object that does not open, and reports it once', async () => {
    const { uniqueIdentifier } = await commitNew(test.store, createSample([name('broken')]))
    await test.edit((db) => db.exec('UPDATE object SET attributes = zeroblob(length(attributes))'))
    for (let times = 0; times < 2; times++) expect(await find(byName('broken'))).to.deep.equal([uniqueIdentifier])
    expect(() => test.store.get(uniqueIdentifier)).to.throw(UnsealFailure)
    expect(test.faults).to.have.length(1)
    expect(test.faults[0]).to.be.instanceOf(UnsealFailure)
  })

  it('checks every object of a large answer', async () => {
    const objects = Array.from({ length: 300 }, () => createSample([attribute('ObjectGroup', 'pool')]))
    await test.store.commit(objects.map(create))
    const other = await commitNew(test.store)
    await test.edit((db) =>
      db.exec('INSERT OR IGNORE INTO attribute_value SELECT token, owner, 301 FROM attribute_value WHERE object = 1'),
    )
    const found = await test.store.find({ attributes: [{ attribute: 'ObjectGroup', value: 'pool' }] })
    expect(found).to.deep.equal({ uniqueIdentifiers: objects.map((each) => each.uniqueIdentifier), total: 300 })
    expect(test.faults.map(String).join()).to.include(other.uniqueIdentifier)
  })

  const alterations = [
    'UPDATE OR IGNORE attribute_value SET object = 1 + (object + 3) % 12',
    'UPDATE OR IGNORE attribute_value SET owner = 3 - owner',
    'UPDATE OR IGNORE attribute_date SET object = 1 + (object + 5) % 12',
    'UPDATE OR IGNORE attribute_date SET seconds = seconds - 3',
    `UPDATE object SET dates = replace(dates, 'InitialDate', 'ActivationDate')`,
    'UPDATE object SET usage_mask = usage_mask | 15',
    'UPDATE object SET storage_status = 7',
    'DELETE FROM attribute_value WHERE object % 3 = 0',
  ]
  const content = fc.record({
    objectType: fc.constantFrom('SymmetricKey', 'SecretData'),
    owner,
    attributes: attributes(900),
    object: fc.constant(symmetricKey(Buffer.alloc(16))),
  })

  it('finds nothing that a naive search does not find, whatever the query and the alteration', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(content, { minLength: 12, maxLength: 12 }),
        fc.subarray(alterations, { minLength: 1 }),
        fc.array(query(900), { minLength: 60, maxLength: 60, size: 'max' }),
        async (contents, altered, queries) => {
          await test.renew()
          const model = createNaiveStore()
          for (const each of contents) {
            const object = { ...each, uniqueIdentifier: randomUUID(), revision: 0 } as StoredObject
            const changes: Change[] = [{ kind: 'create', object }]
            if (model.commit(changes) === 'committed') await test.store.commit(changes)
          }
          await test.edit((db) => db.exec(altered.join(';')))
          for (const { maximumItems: _, offsetItems: __, ...rest } of queries)
            expect(model.find(rest).uniqueIdentifiers).to.include.members([...(await find(rest))])
        },
      ),
      { numRuns: 8, seed: 10, endOnFailure: true },
    )
    expect(test.faults).to.not.deep.equal([])
  })
})
