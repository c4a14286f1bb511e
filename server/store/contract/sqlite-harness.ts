import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createMasterKey } from '../seal/master-key.ts'
import { openSqliteStore, type SqliteStore, type SqliteStoreOptions } from '../sqlite/sqlite.ts'
import type { StoreHarness, StorePlace } from './harness.ts'
import { simpleCodec } from './simple-codec.ts'

export const createTestMasterKey = () => createMasterKey(Buffer.alloc(32, 'master'))

const throwFault = (error: Error): never => {
  throw error
}

type TestStoreOptions = Partial<Omit<SqliteStoreOptions, 'path'>>

/** By default a fault fails the test. */
export const openTestStore = (path: string, options: TestStoreOptions = {}): Promise<SqliteStore> =>
  openSqliteStore({ path, masterKey: createTestMasterKey(), codec: simpleCodec, reportFault: throwFault, ...options })

/** A folder that is gone after the test file. */
export function createTemporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'kmip-store-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

/** A store that is new for each test. */
export interface TestStore {
  readonly path: string
  readonly store: SqliteStore
  /** What the stores of this test have reported. */
  readonly faults: readonly Error[]
  /** Replaces the store by an empty one. */
  renew(): Promise<void>
  /** Closes the store and opens it again. */
  reopen(): Promise<void>
  /** Changes the file of the closed store. */
  edit(change: (db: DatabaseSync) => unknown): Promise<void>
}

/**
 * Gives each test of the suite a store, and removes it afterwards. @param toOptions - for each opening; faults are collected
 */
export function useTestStore(toOptions: () => TestStoreOptions = () => ({})): TestStore {
  let folder: ReturnType<typeof createTemporaryFolder>
  let path: string
  let store: SqliteStore
  let faults: Error[]
  const open = async () => {
    store = await openTestStore(path, { reportFault: (error) => faults.push(error), ...toOptions() })
  }
  const create = async () => {
    folder = createTemporaryFolder()
    path = join(folder.path, 'store.db')
    await open()
  }
  const remove = async () => {
    await store.close()
    folder.remove()
  }
  beforeEach(() => {
    faults = []
    return create()
  })
  afterEach(remove)
  return {
    get path() {
      return path
    },
    get store() {
      return store
    },
    get faults() {
      return faults
    },
    async renew() {
      await remove()
      await create()
    },
    async reopen() {
      await store.close()
      await open()
    },
    async edit(change) {
      await store.close()
      const db = new DatabaseSync(path)
      try {
        await change(db)
      } finally {
        db.close()
      }
      await open()
    },
  }
}

export const sqliteHarness: StoreHarness = {
  async createPlace(): Promise<StorePlace> {
    const folder = createTemporaryFolder()
    const path = join(folder.path, 'store.db')
    return {
      open: () => openTestStore(path),
      startWriter() {
        const source = `
          import { writeForEver } from '${import.meta.resolve('./crash.ts')}'
          import { openTestStore } from '${import.meta.url}'
          await writeForEver(await openTestStore(process.argv[1]), (line) => process.stdout.write(line))`
        return spawn(process.execPath, ['--input-type=module', '--eval', source, path], {
          stdio: ['ignore', 'pipe', 'inherit'],
        })
      },
      remove: async () => folder.remove(),
    }
  },
}
