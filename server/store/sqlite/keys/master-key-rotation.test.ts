import { DatabaseSync } from 'node:sqlite'
import { expect } from 'chai'
import { catchRejection, commitNew } from '../../contract/samples.ts'
import { simpleCodec } from '../../contract/simple-codec.ts'
import { createTestMasterKey, useTestStore } from '../../contract/sqlite-harness.ts'
import { StoreOpenError } from '../../errors.ts'
import { createMasterKey, type MasterKey } from '../../seal/master-key.ts'
import type { StoredObject } from '../../store.ts'
import { verifyStore } from '../verify/verify-store.ts'

const toKey = (n: number) => createMasterKey(Buffer.alloc(32, n))

describe('the master key of a store', () => {
  /** What the file of the master key holds. */
  let inUse: MasterKey = createTestMasterKey()
  const test = useTestStore(() => ({ masterKey: inUse }))
  let object: StoredObject
  beforeEach(async () => {
    object = await commitNew(test.store)
  })
  afterEach(() => {
    inUse = createTestMasterKey()
  })
  const listMasterKeys = () => {
    const db = new DatabaseSync(test.path, { readOnly: true })
    const rows = db.prepare('SELECT data_key, master_key FROM wrapped_data_key ORDER BY data_key, master_key').all()
    db.close()
    return rows.map(({ data_key, master_key }) => `${data_key} ${master_key}`)
  }
  const listBoth = (...keys: MasterKey[]) => [1, 2].flatMap((id) => keys.map((key) => `${id} ${key.id}`).sort())
  const expectOpens = async () => {
    await test.reopen()
    expect(test.store.get(object.uniqueIdentifier)).to.deep.equal(object)
  }

  it('is replaced while the store is open: both open it meanwhile, then only the new one', async () => {
    const [old, next] = [inUse, toKey(1)]
    await test.store.keys.rotateMasterKey(next, async () => {
      expect(listMasterKeys()).to.deep.equal(listBoth(old, next))
      inUse = next
    })
    expect(listMasterKeys()).to.deep.equal(listBoth(next))
    await expectOpens()
    inUse = old
    const error = await catchRejection(test.reopen())
    expect(error).to.be.instanceOf(StoreOpenError).with.property('fault', 'wrong master key')
    inUse = next
    await test.reopen()
  })

  it('wraps data keys that are made later', async () => {
    await test.store.keys.rotateMasterKey(toKey(1), async () => {
      inUse = toKey(1)
    })
    await test.store.keys.rotateDataKey()
    await test.store.keys.finishReseal()
    await expectOpens()
    expect(listMasterKeys()).to.deep.equal([2, 3].map((id) => `${id} ${toKey(1).id}`))
  })

  it('and the new one both open the store after a replacement that failed, also its later data keys', async () => {
    const [old, next] = [inUse, toKey(1)]
    const failure = new Error('the disk is full')
    expect(await catchRejection(test.store.keys.rotateMasterKey(next, () => Promise.reject(failure)))).to.equal(failure)
    await test.store.keys.rotateDataKey()
    for (const key of [next, old]) {
      inUse = key
      await expectOpens()
    }
    await test.store.keys.rotateMasterKey(toKey(2), async () => {
      inUse = toKey(2)
    })
    await expectOpens()
    expect(new Set(listMasterKeys().map((row) => row.split(' ')[1]))).to.deep.equal(new Set([toKey(2).id]))
  })

  it('opens the store alone again once an interrupted rotation is ended, whichever of the two is in use', async () => {
    for (const [n, isReplaced] of [
      [1, false],
      [2, true],
    ] as const) {
      await catchRejection(test.store.keys.rotateMasterKey(toKey(n), () => Promise.reject(new Error('killed'))))
      if (isReplaced) inUse = toKey(n)
      await test.reopen()
      await test.store.keys.forgetOtherMasterKeys()
      expect(listMasterKeys()).to.deep.equal(listBoth(inUse))
      await expectOpens()
    }
  })

  it('is found missing for one data key, and found besides another one', async () => {
    const verify = async () => {
      await test.store.close()
      const { findings } = await verifyStore({ path: test.path, masterKey: inUse, codec: simpleCodec })
      return findings.map(({ table, problem }) => `${table} ${problem}`).join('\n')
    }
    await catchRejection(test.store.keys.rotateMasterKey(toKey(1), () => Promise.reject(new Error('killed'))))
    expect(await verify()).to.include(`is wrapped by another master key, ${toKey(1).id}, too: its rotation`)
    const db = new DatabaseSync(test.path)
    db.exec('DELETE FROM wrapped_data_key WHERE data_key = 1')
    db.close()
    expect(await verify()).to.include('Data key 1 of the store has no row that the master key opens')
  })
})
