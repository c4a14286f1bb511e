import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as delay } from 'node:timers/promises'
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
import { createTemporaryFolder, openTestStore } from '../contract/sqlite-harness.ts'
import { StoreFenced } from '../errors.ts'
import type { StoredObject } from '../store.ts'
import type { SqliteStore } from './sqlite.ts'

describe('a store that a second server opens because the lock file was deleted', () => {
  let folder: ReturnType<typeof createTemporaryFolder>
  let path: string
  let older: SqliteStore
  let newer: SqliteStore
  let object: StoredObject
  let faults: Error[]
  beforeEach(async () => {
    folder = createTemporaryFolder()
    path = join(folder.path, 'store.db')
    faults = []
    older = await openTestStore(path, { reportFault: (error) => faults.push(error) })
    object = await commitNew(older)
    rmSync(`${path}-lock`)
    newer = await openTestStore(path)
  })
  afterEach(async () => {
    await older.close()
    await newer.close()
    folder.remove()
  })

  it('takes no change from the older server, and all from the newer one', async () => {
    const [mine, theirs] = [createSample(), createSample()]
    const outcomes = await Promise.all(
      [create(mine), create(createSample()), update(withAttributes(object, attribute('State', 'Active')))].map(
        (change) => catchRejection(older.commit([change], [{ time: new Date(), event: {} }])),
      ),
    )
    expect(outcomes.map((error) => error instanceof StoreFenced)).to.deep.equal([true, true, true])
    await newer.commit([create(theirs)])
    expect(newer.get(mine.uniqueIdentifier)).to.equal(undefined)
    expect(newer.get(object.uniqueIdentifier)).to.deep.equal(object)
    expect(newer.audit()).to.deep.equal([])
    expect((await newer.find({})).total).to.equal(2)
  })

  it('is lost to the older server, which says so once and what to do', async () => {
    await catchRejection(older.commit([create(createSample())]))
    for (const read of [
      () => older.get(object.uniqueIdentifier),
      () => older.find({}),
      () => older.documents({ kind: 'letter' }),
      () => older.audit(),
    ])
      expect(read).to.throw(StoreFenced)
    expect(await catchRejection(older.commit([]))).to.be.instanceOf(StoreFenced)
    expect(faults).to.have.length(1)
    expect(String(faults[0])).to.include(`opened by process ${process.pid} on `).and.to.include('Stop it')
  })

  it('is not read by an older server that writes nothing for longer than a second or two', async () => {
    for (let tries = 0; faults.length === 0 && tries < 100; tries++) await delay(50)
    expect(() => older.get(object.uniqueIdentifier)).to.throw(StoreFenced)
    expect(faults).to.have.length(1)
  })

  it('keeps what the older server had committed before', async () => {
    expect(newer.get(object.uniqueIdentifier)).to.deep.equal(object)
    await newer.close()
    newer = await openTestStore(path)
    expect(newer.get(object.uniqueIdentifier)).to.deep.equal(object)
  })

  it('is fenced for everyone when the row is deleted', async () => {
    const db = new DatabaseSync(path)
    db.exec('DELETE FROM fence')
    db.close()
    expect(await catchRejection(older.commit([create(createSample())]))).to.be.instanceOf(StoreFenced)
  })
})
