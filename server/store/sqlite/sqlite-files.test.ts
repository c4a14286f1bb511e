import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'chai'
import { document } from '../contract/documents.ts'
import {
  attribute,
  catchRejection,
  commitNew,
  create,
  createSample,
  destroy,
  name,
  remove,
  symmetricKey,
  update,
  withAttributes,
} from '../contract/samples.ts'
import { simpleCodec } from '../contract/simple-codec.ts'
import { createTemporaryFolder, openTestStore, sqliteHarness } from '../contract/sqlite-harness.ts'
import { StoreOpenError, UnsealFailure } from '../errors.ts'
import { createMasterKey } from '../seal/master-key.ts'
import type { StoredDocument, StoredObject } from '../store.ts'
import { openSqliteStore, type SqliteStore } from './sqlite.ts'

describe('the SQLite store’s files', () => {
  let folder: ReturnType<typeof createTemporaryFolder>
  let path: string
  let store: SqliteStore
  beforeEach(async () => {
    folder = createTemporaryFolder()
    path = join(folder.path, 'deep', 'store.db')
    store = await openTestStore(path)
  })
  afterEach(async () => {
    await store.close()
    folder.remove()
  })

  const reopen = async () => {
    await store.close()
    store = await openTestStore(path)
  }
  const edit = async (change: (db: DatabaseSync) => void) => {
    await store.close()
    const db = new DatabaseSync(path)
    change(db)
    db.close()
    store = await openTestStore(path)
  }
  const allBytes = () =>
    Buffer.concat(readdirSync(join(folder.path, 'deep')).map((file) => readFileSync(join(folder.path, 'deep', file))))

  it('are readable by their owner only', async () => {
    await commitNew(store)
    const modes = () =>
      readdirSync(join(folder.path, 'deep')).map((file) => [
        file,
        statSync(join(folder.path, 'deep', file)).mode & 0o777,
      ])
    expect(Object.fromEntries(modes())).to.include({ 'store.db': 0o600, 'store.db-wal': 0o600, 'store.db-lock': 0o600 })
    expect(modes().filter(([, mode]) => mode !== 0o600)).to.deep.equal([])
    expect(statSync(join(folder.path, 'deep')).mode & 0o777).to.equal(0o700)
    await store.close()
    chmodSync(path, 0o644)
    store = await openTestStore(path)
    expect(statSync(path).mode & 0o777).to.equal(0o600)
  })

  it('hold no part of an object in the clear', async () => {
    const secret = Buffer.from('a secret that is long enough to be found')
    await store.commit([create({ ...createSample([name('the name of the key')]), object: symmetricKey(secret) })])
    expect(allBytes().includes('attribute_value')).to.equal(true)
    for (const clear of [secret, 'the name of the key', 'PreActive']) expect(allBytes().includes(clear)).to.equal(false)
  })

  it('hold no part of a document in the clear', async () => {
    const content = Buffer.from('a result that is long enough to be found')
    await store.commit([], [], [{ kind: 'create', document: document('a', content.toString()) }])
    expect(allBytes().includes('letter')).to.equal(true)
    expect(allBytes().includes(content)).to.equal(false)
  })

  describe('tampering', () => {
    let first: StoredObject
    let second: StoredObject
    beforeEach(async () => {
      first = await commitNew(store)
      second = await commitNew(store)
    })
    const expectUnsealFailure = (object: StoredObject) => {
      expect(() => store.get(object.uniqueIdentifier)).to.throw(UnsealFailure, object.uniqueIdentifier)
    }

    it('notices swapped attributes', async () => {
      await edit((db) => {
        const rows = db.prepare('SELECT sequence, attributes FROM object').all() as {
          sequence: number
          attributes: Uint8Array
        }[]
        for (const { sequence, attributes } of rows)
          db.prepare('UPDATE object SET attributes = ? WHERE sequence = ?').run(attributes, 3 - sequence)
      })
      expectUnsealFailure(first)
      expectUnsealFailure(second)
    })

    it('notices swapped keys', async () => {
      await edit((db) => db.exec('UPDATE object SET sealed_object = 3 - sealed_object'))
      expectUnsealFailure(first)
    })

    it('notices a removed key, and the row of another owner, type or revision', async () => {
      for (const set of [
        'sealed_object = NULL',
        "object_type = 'SecretData'",
        'revision = 2',
        "unique_identifier = 'x'",
      ]) {
        const object = await commitNew(store)
        await edit((db) => db.exec(`UPDATE object SET ${set} WHERE unique_identifier = '${object.uniqueIdentifier}'`))
        expectUnsealFailure(set.startsWith('unique') ? { ...object, uniqueIdentifier: 'x' } : object)
      }
      await commitNew(store, createSample([], 'bob'))
      await edit((db) => db.exec(`UPDATE object SET owner = 2 WHERE unique_identifier = '${first.uniqueIdentifier}'`))
      expectUnsealFailure(first)
    })

    it('notices a row that was rolled back', async () => {
      let old: Record<string, unknown> | undefined
      const select =
        'SELECT o.attributes, s.sealed FROM object o JOIN sealed_object s ON s.id = o.sealed_object WHERE sequence = 1'
      await edit((db) => {
        old = db.prepare(select).get()
      })
      await store.commit([update(withAttributes(first, attribute('State', 'Active')))])
      const { attributes, sealed } = old as { attributes: Uint8Array; sealed: Uint8Array }
      await edit((db) => db.prepare('UPDATE object SET attributes = ? WHERE sequence = 1').run(attributes))
      expectUnsealFailure(first)
      await edit((db) => db.prepare('UPDATE sealed_object SET sealed = ? WHERE id = 1').run(sealed))
      expectUnsealFailure(first)
    })

    it('notices documents that were swapped, renamed, given another owner or rolled back', async () => {
      for (const key of ['a', 'b'])
        await store.commit([], [], [{ kind: 'create', document: document(key, key, { owner: key }) }])
      const [a] = store.documents({ kind: 'letter', key: 'a' })
      const set = (column: string, value: unknown) =>
        edit((db) => {
          db.prepare(`UPDATE document SET ${column} = ? WHERE key = 'a'`).run(value as string)
        })
      let sealed: unknown
      await edit((db) => {
        sealed = db.prepare("SELECT sealed FROM document WHERE key = 'b'").get()?.sealed
      })
      await set('sealed', sealed)
      expect(() => store.documents({ kind: 'letter' })).to.throw(UnsealFailure, 'letter a')
      await edit((db) => db.exec("DELETE FROM document WHERE key = 'a'"))
      await store.commit([], [], [{ kind: 'create', document: a! }])
      for (const change of ["key = 'x'", "kind = 'note'", 'owner = 1', 'revision = 7']) {
        await edit((db) => db.exec(`UPDATE document SET ${change} WHERE key = 'b'`))
        expect(() => [...store.documents({ kind: 'letter' }), ...store.documents({ kind: 'note' })], change).to.throw(
          UnsealFailure,
        )
        await edit((db) => db.exec("DELETE FROM document WHERE key <> 'a'"))
        await store.commit([], [], [{ kind: 'create', document: document('b', 'b', { owner: 'b' }) }])
      }
    })

    it('notices a flipped byte, and still serves the others', async () => {
      await edit((db) => {
        const row = db.prepare('SELECT sealed FROM sealed_object WHERE id = 1').get() as { sealed: Uint8Array }
        row.sealed[40]! ^= 1
        db.prepare('UPDATE sealed_object SET sealed = ? WHERE id = 1').run(row.sealed)
      })
      expectUnsealFailure(first)
      expect(store.get(second.uniqueIdentifier)).to.deep.equal(second)
    })
  })

  describe('opening', () => {
    it('says which master key is needed', async () => {
      await store.close()
      const error = await catchRejection(
        openSqliteStore({
          path,
          masterKey: createMasterKey(Buffer.alloc(32, 2)),
          codec: simpleCodec,
          reportFault: () => undefined,
        }),
      )
      expect(error).to.be.instanceOf(StoreOpenError).with.property('fault', 'wrong master key')
      expect(String(error))
        .to.include(createMasterKey(Buffer.alloc(32, 2)).id)
        .and.to.include('Give that key')
      store = await openTestStore(path)
    })

    it('says when a data key was altered', async () => {
      await store.close()
      const db = new DatabaseSync(path)
      db.exec('UPDATE wrapped_data_key SET wrapped = zeroblob(60)')
      db.close()
      expect(await catchRejection(openTestStore(path)))
        .to.be.instanceOf(StoreOpenError)
        .with.property('fault', 'damaged')
    })

    it('refuses a store that a newer version wrote', async () => {
      await store.close()
      const db = new DatabaseSync(path)
      db.exec("INSERT INTO kysely_migration VALUES ('9999-later', '2030-01-01')")
      db.close()
      expect(await catchRejection(openTestStore(path)))
        .to.be.instanceOf(StoreOpenError)
        .with.property('fault', 'newer schema')
    })

    it('locks the store for one process and names it; the lock ends with the process', async () => {
      const second = await catchRejection(openTestStore(path))
      expect(second).to.be.instanceOf(StoreOpenError).with.property('fault', 'in use')
      expect(String(second)).to.include(`process ${process.pid} on `)
      await reopen()

      const place = await sqliteHarness.createPlace()
      const writer = place.startWriter()
      await once(writer.stdout!, 'data')
      expect(String(await catchRejection(place.open()))).to.include(`process ${writer.pid} on `)
      writer.kill('SIGKILL')
      await once(writer, 'exit')
      await (await place.open()).close()
      await place.remove()
    })

    it('does not keep a process alive', async () => {
      await store.close()
      const source = `
        import { openTestStore } from '${import.meta.resolve('../contract/sqlite-harness.ts')}'
        import { createSample, create } from '${import.meta.resolve('../contract/samples.ts')}'
        const store = await openTestStore(process.argv[1])
        await store.commit([create(createSample())])`
      const child = spawn(process.execPath, ['--input-type=module', '--eval', source, path], { stdio: 'inherit' })
      expect((await once(child, 'exit'))[0]).to.equal(0)
      store = await openTestStore(path)
      expect((await store.find({})).total).to.equal(1)
    })
  })

  describe('after Destroy', () => {
    const sealedBlobs = () => {
      const db = new DatabaseSync(path, { readOnly: true })
      const rows = db
        .prepare(
          'SELECT o.unique_identifier AS id, s.sealed FROM object o JOIN sealed_object s ON s.id = o.sealed_object',
        )
        .all()
      db.close()
      return new Map(rows.map((row) => [String(row.id), Buffer.from(row.sealed as Uint8Array)]))
    }
    const PIECE = 16
    /** Pieces of blobs, since pages are split and merged. */
    const piecesOf = (blobs: Iterable<Buffer>): Set<string> => {
      const pieces = new Set<string>()
      for (const blob of blobs)
        for (let at = 0; at + PIECE <= blob.length; at += PIECE) pieces.add(blob.toString('latin1', at, at + PIECE))
      return pieces
    }
    const foundIn = (bytes: Buffer, pieces: ReadonlySet<string>): number => {
      const text = bytes.toString('latin1')
      let found = 0
      for (let at = 0; at + PIECE <= text.length; at++) if (pieces.has(text.slice(at, at + PIECE))) found++
      return found
    }

    it('no part of a sealed key is left, while other keys come, go, grow and stay', async () => {
      const gone: Buffer[] = []
      const alive = new Map<string, StoredObject>()
      for (let round = 0; round < 12; round++) {
        const news = Array.from({ length: 40 }, (_, i) => ({
          ...createSample([attribute('Comment', 'c'.repeat((i * 37) % 900))]),
          object: symmetricKey(Buffer.alloc(i % 13 === 0 ? 6000 : 16 + i, i)),
        }))
        await Promise.all(news.map((object) => store.commit([create(object)])))
        for (const object of news) alive.set(object.uniqueIdentifier, { ...object, revision: 1 })
        const blobs = sealedBlobs()
        const chosen = [...alive.values()].filter((_, i) => (i * 7 + round) % 3 === 0)
        await Promise.all(
          chosen.map(async (object, i) => {
            gone.push(blobs.get(object.uniqueIdentifier)!)
            if (i % 4 === 3) {
              const grown = {
                ...withAttributes(object, attribute('Comment', 'g'.repeat(i * 50))),
                object: symmetricKey(Buffer.alloc(i)),
              }
              await store.commit([update(grown)])
              alive.set(object.uniqueIdentifier, { ...grown, revision: object.revision + 1 })
              return
            }
            await store.commit([i % 4 === 0 ? remove(object) : update(destroy(object))])
            alive.delete(object.uniqueIdentifier)
          }),
        )
      }
      const left = sealedBlobs()
      await store.close()
      const bytes = allBytes()
      expect(foundIn(bytes, piecesOf(left.values()))).to.be.greaterThan(left.size)
      expect(gone.length).to.be.greaterThan(100)
      expect(foundIn(bytes, piecesOf(gone))).to.equal(0)
      store = await openTestStore(path)
      for (const object of alive.values()) expect(store.get(object.uniqueIdentifier)).to.deep.equal(object)
    })

    it('no part of a sealed document is left, while others come, grow and stay', async () => {
      const sealedDocuments = () => {
        const db = new DatabaseSync(path, { readOnly: true })
        const rows = db.prepare('SELECT key, sealed FROM document').all()
        db.close()
        return new Map(rows.map(({ key, sealed }) => [String(key), Buffer.from(sealed as Uint8Array)]))
      }
      const gone: Buffer[] = []
      const alive = new Map<string, StoredDocument>()
      for (let round = 0; round < 12; round++) {
        const news = Array.from({ length: 40 }, (_, i) =>
          document(`${round} ${i}`, 'd'.repeat(i % 13 === 0 ? 6000 : 40 + i * 7)),
        )
        await Promise.all(news.map((each) => store.commit([], [], [{ kind: 'create', document: each }])))
        for (const each of news) alive.set(each.key, { ...each, revision: 1 })
        const blobs = sealedDocuments()
        const chosen = [...alive.values()].filter((_, i) => (i * 7 + round) % 3 === 0)
        await Promise.all(
          chosen.map(async (each, i) => {
            gone.push(blobs.get(each.key)!)
            const grown = { ...each, content: Buffer.alloc(i * 60) }
            await store.commit(
              [],
              [],
              [i % 2 ? { kind: 'update', document: grown } : { kind: 'delete', document: each }],
            )
            if (i % 2) alive.set(each.key, { ...grown, revision: each.revision + 1 })
            else alive.delete(each.key)
          }),
        )
      }
      const left = sealedDocuments()
      await store.close()
      const bytes = allBytes()
      expect(foundIn(bytes, piecesOf(left.values()))).to.be.greaterThan(left.size)
      expect(gone.length).to.be.greaterThan(100)
      expect(foundIn(bytes, piecesOf(gone))).to.equal(0)
      store = await openTestStore(path)
      expect(store.documents({ kind: 'letter' })).to.have.length(alive.size)
    })

    it('the log is emptied within seconds, while the store serves', async () => {
      const object = await commitNew(store)
      const blob = sealedBlobs().get(object.uniqueIdentifier)!
      expect(allBytes().includes(blob)).to.equal(true)
      await store.commit([update(destroy(object))])
      for (let tries = 0; allBytes().includes(blob) && tries < 50; tries++) await delay(100)
      expect(allBytes().includes(blob)).to.equal(false)
      await commitNew(store)
    })

    it('the log is emptied at the next start after a kill', async () => {
      await store.close()
      const source = `
        import { openTestStore } from '${import.meta.resolve('../contract/sqlite-harness.ts')}'
        import { createSample, create, destroy, update } from '${import.meta.resolve('../contract/samples.ts')}'
        const store = await openTestStore(process.argv[1])
        const object = createSample()
        await store.commit([create(object)])
        await store.commit([update(destroy({ ...object, revision: 1 }))])
        process.kill(process.pid, 'SIGKILL')`
      const child = spawn(process.execPath, ['--input-type=module', '--eval', source, path], { stdio: 'inherit' })
      expect((await once(child, 'exit'))[1]).to.equal('SIGKILL')
      expect(statSync(`${path}-wal`).size).to.be.greaterThan(0)
      store = await openTestStore(path)
      expect(statSync(`${path}-wal`).size).to.equal(0)
      expect((await store.find({ storageStatusMask: ['DestroyedStorage'] })).total).to.equal(1)
    })
  })
})
