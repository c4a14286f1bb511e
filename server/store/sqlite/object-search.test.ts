import { DatabaseSync } from 'node:sqlite'
import { expect } from 'chai'
import { attribute, create, createSample, name } from '../contract/samples.ts'
import { simpleCodec } from '../contract/simple-codec.ts'
import { createObjectRecord } from '../record/object-record.ts'
import { createAttributeIndex } from '../seal/attribute-index.ts'
import { createBlindIndex } from '../seal/blind-index.ts'
import { createKeyring } from '../seal/keyring.ts'
import { createSealer } from '../seal/seal.ts'
import type { FindQuery } from '../store.ts'
import { takeFence } from './fence.ts'
import { migrate } from './migrate.ts'
import { createObjectSearch } from './object-search.ts'
import { openKysely } from './open-kysely.ts'
import { createRowWriter } from './row-writer.ts'
import { createMigrations, sqliteSchema } from './schema.ts'

const OBJECTS = 400
const key = Buffer.alloc(32, 1)
const day = (n: number) => new Date(Date.UTC(2026, 0, 1) + n * 86_400_000)

describe('the query plans of a search', () => {
  let db: DatabaseSync
  let prepared: string[] = []
  let search: ReturnType<typeof createObjectSearch>

  before(async () => {
    db = new DatabaseSync(':memory:')
    await migrate(openKysely(db), createMigrations(sqliteSchema))
    const index = createAttributeIndex(simpleCodec, createBlindIndex(key))
    const record = createObjectRecord(
      simpleCodec,
      createSealer(createKeyring([{ id: 1, bytes: key, used: 0, reserved: 1e6 }]), (size) => Buffer.alloc(size, 1)),
      index,
    )
    const objects = Array.from({ length: OBJECTS }, (_, i) =>
      createSample(
        [
          name(`key ${i}`),
          attribute('ObjectGroup', i % 100 === 0 ? 'rare' : 'common'),
          attribute('InitialDate', day(i)),
          attribute('CryptographicUsageMask', ['Encrypt']),
        ],
        i % 2 ? 'alice' : 'bob',
      ),
    )
    const writer = createRowWriter(db, takeFence(db, { process: 1, host: 'here', since: day(0) }))
    writer.add([{ changes: objects.map((object) => record.toRow(create(object)).row), audit: [], documents: [] }])
    expect(writer.commit().outcomes).to.deep.equal([undefined])
    const recording = new Proxy(db, {
      get(target, property) {
        const value = Reflect.get(target, property, target)
        if (typeof value !== 'function') return value
        return (...args: unknown[]) => {
          if (property === 'prepare') prepared.push(String(args[0]))
          return value.apply(target, args)
        }
      },
    })
    search = createObjectSearch(recording, index)
  })
  after(() => db.close())

  /** The plan of the query for the page: one line for each table. */
  const explain = (query: FindQuery) => {
    prepared = []
    const { total } = search(query)
    const page = prepared.find((sql) => sql.includes('LIMIT +? OFFSET +?'))
    expect(page, 'a statement that is not cached yet').to.be.a('string')
    const plan = db.prepare(`EXPLAIN QUERY PLAN ${page}`).all()
    return { total, plan: plan.map((step) => String(step.detail)) }
  }

  const tokenSearch = 'SEARCH i USING PRIMARY KEY (token=? AND owner=?)'

  it('goes from a Name to its object by indexes alone', () => {
    const { total, plan } = explain({ owner: 'alice', attributes: [name('key 7')], maximumItems: 16 })
    expect(total).to.equal(1)
    expect(plan[0]).to.equal(tokenSearch)
    expect(plan.join('\n')).to.not.match(/SCAN|TEMP B-TREE/)
  })

  it('starts from the Name, whatever the other conditions', () => {
    const { total, plan } = explain({
      owner: 'alice',
      attributes: [attribute('ObjectType', 'SymmetricKey'), attribute('State', 'PreActive'), name('key 7')],
      dates: [{ attribute: 'InitialDate', from: day(0) }],
      cryptographicUsageMask: ['Encrypt'],
      storageStatusMask: ['OnLineStorage'],
    })
    expect(total).to.equal(1)
    expect(plan[0]).to.equal(tokenSearch)
    expect(plan).to.include('SEARCH o USING INTEGER PRIMARY KEY (rowid=?)')
    expect(plan).to.include('SEARCH p USING PRIMARY KEY (token=? AND owner=? AND object=?)')
    expect(plan.join('\n')).to.not.match(/SCAN|TEMP B-TREE/)
  })

  it('starts from the condition that fewest objects meet', () => {
    const rare = attribute('ObjectGroup', 'rare')
    const everywhere = { attribute: 'InitialDate', from: day(0) }
    const byGroup = explain({ owner: 'bob', attributes: [attribute('State', 'PreActive'), rare], dates: [everywhere] })
    expect(byGroup.total).to.equal(4)
    expect(byGroup.plan[0]).to.equal(tokenSearch)
    const byDate = explain({
      owner: 'bob',
      attributes: [attribute('State', 'PreActive')],
      dates: [{ attribute: 'InitialDate', from: day(390) }],
    })
    expect(byDate.total).to.equal(5)
    expect(byDate.plan[0]).to.equal('SEARCH i USING PRIMARY KEY (attribute=? AND owner=? AND seconds>? AND seconds<?)')
    expect([byGroup, byDate].flatMap(({ plan }) => plan).join('\n')).to.not.include('SCAN')
  })

  it('uses an index when no condition has one', () => {
    const { total, plan } = explain({
      owner: 'alice',
      storageStatusMask: ['OnLineStorage'],
      cryptographicUsageMask: ['Encrypt'],
    })
    expect(total).to.equal(OBJECTS / 2)
    expect(plan[0]).to.equal('SEARCH o USING COVERING INDEX object_by_owner (owner=?)')
    expect(plan.join('\n')).to.not.include('TEMP B-TREE')
  })

  it('finds an identifier by its index', () => {
    const { plan } = explain({
      owner: 'alice',
      attributes: [attribute('UniqueIdentifier', 'x'), attribute('State', 'PreActive')],
    })
    expect(plan[0]).to.match(/SEARCH o USING INDEX sqlite_autoindex_object_1 \(unique_identifier=\?\)/)
  })
})
