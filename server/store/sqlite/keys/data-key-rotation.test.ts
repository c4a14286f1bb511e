import { DatabaseSync } from 'node:sqlite'
import { expect } from 'chai'
import { document } from '../../contract/documents.ts'
import {
  attribute,
  catchRejection,
  commitNew,
  create,
  createSample,
  destroy,
  name,
  remove,
  update,
  withAttributes,
} from '../../contract/samples.ts'
import { simpleCodec } from '../../contract/simple-codec.ts'
import { createTestMasterKey, useTestStore } from '../../contract/sqlite-harness.ts'
import { ResealFault, RevisionConflict, SealsExhausted } from '../../errors.ts'
import { decodeDataKeyId } from '../../seal/seal.ts'
import type { SealLimits } from '../../seal/seal-limits.ts'
import type { StoredObject } from '../../store.ts'
import { verifyStore } from '../verify/verify-store.ts'
import type { StoreKeyEvent } from './store-keys.ts'

describe('the data keys of a store', function () {
  this.timeout(30_000)
  let events: StoreKeyEvent[] = []
  let sealLimits: SealLimits | undefined
  const test = useTestStore(() => ({ onKeyEvent: (event) => events.push(event), ...(sealLimits && { sealLimits }) }))
  beforeEach(() => {
    events = []
    sealLimits = undefined
  })

  const inspect = <T>(look: (db: DatabaseSync) => T): T => {
    const db = new DatabaseSync(test.path, { readOnly: true })
    try {
      return look(db)
    } finally {
      db.close()
    }
  }
  /** The data keys that rows name, and those that the store has. */
  const listDataKeys = () =>
    inspect((db) => {
      const used = db
        .prepare(`
          SELECT substr(attributes, 2, 4) AS key FROM object UNION SELECT substr(sealed, 2, 4) FROM sealed_object
          UNION SELECT substr(sealed, 2, 4) FROM document
        `)
        .all()
        .map(({ key }) => decodeDataKeyId(key as Uint8Array))
        .filter((id) => id !== 0)
      const ids = (table: string, column: string) =>
        db
          .prepare(`SELECT ${column} AS id FROM ${table} ORDER BY id`)
          .all()
          .map(({ id }) => Number(id))
      return {
        used: [...new Set(used)].sort(),
        keys: ids('data_key', 'id'),
        wrapped: ids('wrapped_data_key', 'data_key'),
        counted: ids('sealing_key', 'data_key'),
      }
    })
  const verify = async () => {
    await test.store.close()
    const { findings } = await verifyStore({ path: test.path, masterKey: createTestMasterKey(), codec: simpleCodec })
    await test.reopen()
    return findings
  }
  const commitMany = async (count: number): Promise<StoredObject[]> => {
    const objects = Array.from({ length: count }, (_, i) => createSample([name(`key ${i}`)]))
    await test.store.commit(
      objects.map(create),
      [],
      Array.from({ length: count }, (_, i) => ({ kind: 'create', document: document(`${i}`, `content ${i}`) })),
    )
    return objects.map((object) => ({ ...object, revision: 1 }))
  }
  const expectAll = async (objects: readonly StoredObject[]) => {
    for (const object of objects) expect(test.store.get(object.uniqueIdentifier)).to.deep.equal(object)
    expect(
      test.store.documents({ kind: 'letter' }).map(({ content }) => Buffer.from(content).toString()),
    ).to.deep.equal(objects.map((_, i) => `content ${i}`))
    expect(
      (await test.store.find({ attributes: [{ attribute: 'Name', value: { nameValue: 'key 0' } }] })).total,
    ).to.equal(1)
  }

  it('are replaced: what was sealed before is sealed again, nothing else changes, and the old key is removed', async () => {
    const objects = await commitMany(300)
    const destroyed = await commitNew(test.store)
    await test.store.commit([update(destroy(destroyed))])
    expect(await test.store.keys.rotateDataKey()).to.equal(3)
    const young = await commitNew(test.store)
    await test.store.keys.finishReseal()
    expect(listDataKeys()).to.deep.equal({ used: [3], keys: [2, 3], wrapped: [2, 3], counted: [3] })
    expect(events).to.deep.equal([
      { event: 'data key replaced', dataKey: 3, reason: 'request' },
      { event: 'data key removed', dataKey: 1 },
    ])
    await expectAll(objects)
    expect(await verify()).to.deep.equal([])
    await expectAll(objects)
    expect(test.store.get(young.uniqueIdentifier)).to.deep.equal(young)
    expect(test.store.get(destroyed.uniqueIdentifier)).to.include({ revision: 2 })
    expect(test.faults).to.deep.equal([])
  })

  it('are replaced again while rows are sealed again', async () => {
    const objects = await commitMany(200)
    for (let i = 0; i < 4; i++) {
      await test.store.keys.rotateDataKey()
      await commitNew(test.store)
    }
    await test.store.keys.finishReseal()
    expect(listDataKeys()).to.deep.equal({ used: [6], keys: [2, 6], wrapped: [2, 6], counted: [6] })
    await expectAll(objects)
    expect(await verify()).to.deep.equal([])
  })

  it('go on after a restart in the middle, also without another change', async () => {
    const objects = await commitMany(600)
    await test.store.keys.rotateDataKey()
    await test.reopen()
    expect(listDataKeys().keys).to.deep.equal([1, 2, 3])
    await expectAll(objects)
    await test.store.keys.finishReseal()
    expect(listDataKeys()).to.deep.equal({ used: [3], keys: [2, 3], wrapped: [2, 3], counted: [3] })
    await expectAll(objects)
  })

  it('are replaced under changes, of which none is lost or undone', async () => {
    const objects = await commitMany(400)
    const { store } = test
    const current = new Map(objects.map((object) => [object.uniqueIdentifier, object]))
    await store.keys.rotateDataKey()
    let isDone = false
    const finished = store.keys.finishReseal().then(() => {
      isDone = true
    })
    const change = async (lane: number) => {
      for (let round = 0; !isDone; round++)
        for (const object of objects.filter((_, i) => i % 4 === lane && i % 3 === round % 3)) {
          const before = current.get(object.uniqueIdentifier) as StoredObject
          const after = withAttributes(before, attribute('Comment', `${round} ${lane}`))
          if (round === 1) {
            await store.commit([remove(before)])
            await store.commit([create({ ...after, revision: 0 })])
            current.set(object.uniqueIdentifier, { ...after, revision: 1 })
          } else {
            await store.commit([update(after)])
            current.set(object.uniqueIdentifier, { ...after, revision: before.revision + 1 })
          }
        }
    }
    await Promise.all([finished, ...[0, 1, 2, 3].map(change)])
    expect(listDataKeys().used).to.deep.equal([3])
    for (const reread of [false, true]) {
      if (reread) await test.reopen()
      for (const object of current.values()) expect(test.store.get(object.uniqueIdentifier)).to.deep.equal(object)
    }
    const [some] = objects
    expect(await catchRejection(test.store.commit([update(some as StoredObject)]))).to.be.instanceOf(RevisionConflict)
    expect(await verify()).to.deep.equal([])
  })

  it('are kept while a row does not open, which is reported', async () => {
    const objects = await commitMany(3)
    await test.edit((db) => db.exec('UPDATE object SET attributes = substr(attributes, 1, 40) WHERE sequence = 2'))
    await test.store.keys.rotateDataKey()
    await test.store.keys.finishReseal()
    expect(test.faults.map((error) => error instanceof ResealFault)).to.deep.equal([true])
    expect(String(test.faults[0])).to.include('2 rows of the store do not open')
    expect(listDataKeys().keys).to.deep.equal([1, 2, 3])
    expect(test.store.get(objects[2]?.uniqueIdentifier ?? '')).to.deep.equal(objects[2])
    await test.reopen()
    await test.store.keys.finishReseal()
    expect(test.faults).to.have.length(2)
  })

  it('are reported with their seals and rows, and how far the reseal is', async () => {
    await commitMany(300)
    const before = await test.store.keys.read()
    expect(before.masterKey).to.equal(createTestMasterKey().id)
    expect(before.dataKeys.map(({ since: _, ...rest }) => rest)).to.deep.equal([
      { dataKey: 1, purpose: 'seal', isCurrent: true, seals: 900, rows: 900 },
      { dataKey: 2, purpose: 'index', isCurrent: false, seals: 0, rows: 0 },
    ])
    expect(before.dataKeys[0]?.since).to.be.instanceOf(Date)
    expect(before).to.not.have.property('reseal')
    await test.store.keys.rotateDataKey()
    const during = await test.store.keys.read()
    expect(during.reseal).to.have.keys('rows', 'rowsPerSecond')
    expect(during.dataKeys.reduce((sum, { rows }) => sum + rows, 0)).to.equal(900)
    await test.store.keys.finishReseal()
    const after = await test.store.keys.read()
    expect(after.dataKeys.map(({ dataKey, rows }) => [dataKey, rows])).to.deep.equal([
      [2, 0],
      [3, 900],
    ])
    expect(JSON.stringify(after)).to.not.include('wrapped')
  })

  it('are replaced by themselves before a key has sealed too often, and never seal more often', async () => {
    sealLimits = { block: 16, replaceAt: 200, most: 240 }
    await test.reopen()
    let objects = await Promise.all(Array.from({ length: 20 }, () => commitNew(test.store)))
    for (let round = 0; round < 20; round++) {
      await test.store.commit(objects.map(update))
      objects = objects.map((object) => ({ ...object, revision: object.revision + 1 }))
    }
    expect(events.filter(({ event }) => event === 'data key replaced')).to.have.length.greaterThan(3)
    expect(events[0]).to.include({ reason: 'number of seals' })
    await test.store.keys.finishReseal()
    const { dataKeys } = await test.store.keys.read()
    for (const { seals, rows } of dataKeys) {
      expect(seals).to.be.at.most(240)
      expect(seals).to.be.at.least(rows)
    }
    for (const object of objects) expect(test.store.get(object.uniqueIdentifier)).to.deep.equal(object)
  })

  it('seal nothing once they are exhausted', async () => {
    sealLimits = { block: 16, replaceAt: 1_000, most: 32 }
    await test.reopen()
    for (let i = 0; i < 16; i++) await test.store.commit([create(createSample())])
    expect(await catchRejection(test.store.commit([create(createSample())]))).to.be.instanceOf(SealsExhausted)
    expect(await test.store.find({})).to.include({ total: 16 })
    await test.store.keys.rotateDataKey()
    await commitNew(test.store)
  })

  it('are replaced at the start of a server where a key has sealed often enough, or its count is lost', async () => {
    const objects = await commitMany(2)
    for (const sql of ['UPDATE sealing_key SET reserved = 1073741824', 'DELETE FROM sealing_key']) {
      await test.edit((db) => db.exec(sql))
      await test.store.keys.finishReseal()
      await expectAll(objects)
    }
    expect(listDataKeys()).to.deep.equal({ used: [4], keys: [2, 4], wrapped: [2, 4], counted: [4] })
  })

  it('count seals in advance, so that a kill loses none; closing gives back the rest', async () => {
    const objects = await commitMany(2)
    const seals = () => inspect((db) => Number(db.prepare('SELECT reserved FROM sealing_key').get()?.reserved))
    expect(seals()).to.equal(65_536)
    await test.reopen()
    expect(seals()).to.equal(65_536 + 6)
    await expectAll(objects)
  })
})
