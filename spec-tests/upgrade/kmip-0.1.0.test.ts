import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { gunzipSync } from 'node:zlib'
import { expect } from 'chai'
import { requestKind, toStoredRequest } from '../../server/asynchronous/request-record.ts'
import {
  constraintsSetting,
  createSettingChanges,
  defaultsSetting,
  readSetting,
} from '../../server/attributes/setting.ts'
import { decodeNotice } from '../../server/notifications/notice.ts'
import { StoreOpenError } from '../../server/store/errors.ts'
import { createTtlvRecordCodec } from '../../server/store/record/ttlv-record-codec.ts'
import { createMasterKey } from '../../server/store/seal/master-key.ts'
import { migrate } from '../../server/store/sqlite/migrate.ts'
import { openKysely } from '../../server/store/sqlite/open-kysely.ts'
import { createMigrations, sqliteSchema } from '../../server/store/sqlite/schema.ts'
import { openSqliteStore, type SqliteStore } from '../../server/store/sqlite/sqlite.ts'
import { verifyStore } from '../../server/store/sqlite/verify/verify-store.ts'
import { storageVersion } from '../../server/store/storage-version.ts'
import * as written from './kmip-0.1.0.ts'

const catchRejection = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => {
      throw new Error('It was expected to be rejected')
    },
    (error: unknown) => error,
  )

describe('a store that kmip 0.1.0 wrote', () => {
  let directory: string
  let path: string
  let store: SqliteStore
  const open = () =>
    openSqliteStore({
      path,
      masterKey: createMasterKey(Buffer.alloc(32, 7)),
      codec: createTtlvRecordCodec(),
      reportFault(error) {
        throw error
      },
    })

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kmip-upgrade-'))
    path = join(directory, 'store.db')
    await writeFile(path, gunzipSync(await readFile(join(import.meta.dirname, 'kmip-0.1.0.db.gz'))))
    store = await open()
  })
  afterEach(async () => {
    await store.close()
    await rm(directory, { recursive: true })
  })

  const edit = async (change: (db: DatabaseSync) => void) => {
    await store.close()
    const db = new DatabaseSync(path)
    change(db)
    db.close()
  }

  it('has no fault, before and after what this release writes', async () => {
    const verify = async () => {
      await store.close()
      const { findings } = await verifyStore({
        path,
        masterKey: createMasterKey(Buffer.alloc(32, 7)),
        codec: createTtlvRecordCodec(),
      })
      store = await open()
      return findings
    }
    expect(await verify()).to.deep.equal([])
    const object = store.get(String(written.objects[0]?.uniqueIdentifier))
    await store.commit(
      [{ kind: 'update', object: object! }],
      [],
      await createSettingChanges(defaultsSetting, {}, store),
    )
    expect(await verify()).to.deep.equal([])
  })

  it('gives back every object', async () => {
    for (const object of written.objects) expect(store.get(object.uniqueIdentifier)).to.deep.equal(object)
    expect((await store.find({})).uniqueIdentifiers).to.deep.equal(written.objects.map((each) => each.uniqueIdentifier))
  })

  it('is searched by every attribute value that it holds', async () => {
    for (const { uniqueIdentifier, attributes } of written.objects)
      for (const { attribute, value } of attributes)
        expect((await store.find({ attributes: [{ attribute, value }] })).uniqueIdentifiers, attribute).to.include(
          uniqueIdentifier,
        )
  })

  it('gives back its settings, requests, notifications, credentials, dates and audit records', async () => {
    expect(await readSetting(defaultsSetting, store)).to.deep.equal(written.defaults)
    expect(await readSetting(constraintsSetting, store)).to.deep.equal(written.constraints)
    const readDocument = (kind: string) => {
      const [document] = store.documents({ kind })
      return document!
    }
    expect(toStoredRequest(readDocument(requestKind))).to.deep.include({
      key: written.requestKey,
      record: written.request,
    })
    expect(decodeNotice(readDocument('notification').content)).to.deep.equal(written.notice)
    const { key, content } = readDocument('replaced credential')
    expect({ key, content: Buffer.from(content).toString() }).to.deep.equal(written.replaced)
    expect(readDocument('rotation').due).to.deep.equal(written.rotationDue)
    expect(store.audit().map(({ event }) => event)).to.deep.equal([written.auditEvent])
  })

  it('takes changes, which are written in the newest version, beside what is left', async () => {
    const [changed, ...others] = written.objects
    await store.commit(
      [{ kind: 'update', object: changed! }],
      [],
      await createSettingChanges(defaultsSetting, {}, store),
    )
    await store.close()
    store = await open()
    expect(store.get(changed!.uniqueIdentifier)).to.deep.equal({ ...changed, revision: 2 })
    for (const object of others) expect(store.get(object.uniqueIdentifier)).to.deep.equal(object)
    expect(await readSetting(defaultsSetting, store)).to.deep.equal({})
    expect(await readSetting(constraintsSetting, store)).to.deep.equal(written.constraints)
    const writtenIn = store.documents({ kind: 'setting' }).map((each) => [each.key, each.writtenIn])
    expect(Object.fromEntries(writtenIn)).to.deep.equal({ defaults: storageVersion, constraints: '2.1' })
  })

  it('keeps the version of a document whose content is passed on as it was read', async () => {
    const [document] = store.documents({ kind: 'setting', key: 'constraints' })
    await store.commit([], [], [{ kind: 'update', document: { ...document!, due: new Date(0) } }])
    expect(store.documents({ kind: 'setting', key: 'constraints' })[0]).to.include({ revision: 2, writtenIn: '2.1' })
    expect(await readSetting(constraintsSetting, store)).to.deep.equal(written.constraints)
  })

  it('is refused by kmip 0.1.0 once a newer release has opened it, and nothing is changed', async () => {
    const known = Object.entries(createMigrations(sqliteSchema)).slice(0, 2)
    let before: unknown
    let error: unknown
    await store.close()
    const db = new DatabaseSync(path)
    try {
      before = db.prepare('SELECT * FROM object').all()
      error = await catchRejection(migrate(openKysely(db), Object.fromEntries(known)))
      expect(db.prepare('SELECT * FROM object').all()).to.deep.equal(before)
    } finally {
      db.close()
    }
    expect(error).to.be.instanceOf(StoreOpenError).with.property('fault', 'newer schema')
    store = await open()
  })

  it('is refused once a later release has written to it in a later KMIP version, and nothing is changed', async () => {
    await edit((db) => db.exec('INSERT INTO record_version (number) VALUES (0x0402)'))
    const error = await catchRejection(open())
    expect(error).to.be.instanceOf(StoreOpenError).with.property('fault', 'newer records')
    expect(String(error))
      .to.include('written by a newer version of kmip, in KMIP 4.2: upgrade kmip')
      .and.include('Nothing was changed')
    await edit((db) => db.exec('DELETE FROM record_version WHERE number = 0x0402'))
    store = await open()
  })
})
