import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createMasterKey } from '../seal/master-key.ts'
import { openSqliteStore, type SqliteStore } from '../sqlite/sqlite.ts'
import type { StoreHarness, StorePlace } from './harness.ts'
import { simpleCodec } from './simple-codec.ts'

export const createTestMasterKey = () => createMasterKey(Buffer.alloc(32, 'master'))

const throwFault = (error: Error): never => {
  throw error
}

/** @param reportFault - by default a fault fails the test */
export const openTestStore = (path: string, reportFault: (error: Error) => void = throwFault): Promise<SqliteStore> =>
  openSqliteStore({ path, masterKey: createTestMasterKey(), codec: simpleCodec, reportFault })

/** A folder that is gone after the test file. */
export function createTemporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'kmip-store-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
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
