import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createServer, type KmipServer, type ServerOptions } from '../create-server.ts'
import { createTtlvRecordCodec } from '../store/record/ttlv-record-codec.ts'
import { createMasterKey } from '../store/seal/master-key.ts'
import { openSqliteStore } from '../store/sqlite/sqlite.ts'

/** A server for tests with a store in its own folder. Tests inject decoded requests. */
export interface ServerOverStore {
  readonly server: KmipServer
  /** Internal errors, which clients do not see. */
  readonly faults: unknown[]
  /** Closes the server and starts another one over the same store. */
  restart(): Promise<void>
  /** Closes the server, changes the database file, and starts another server over it. */
  edit(change: (db: DatabaseSync) => void): Promise<void>
  close(): Promise<void>
}

export const openServerOverStore = async (options: Partial<ServerOptions> = {}): Promise<ServerOverStore> => {
  const folder = mkdtempSync(join(tmpdir(), 'kmip-over-store-'))
  const secret = createMasterKey(randomBytes(32))
  const faults: unknown[] = []
  const start = async () => {
    const path = join(folder, 'store.db')
    const store = await openSqliteStore({
      path,
      masterKey: secret,
      codec: createTtlvRecordCodec(),
      reportFault: (error) => faults.push(error),
    })
    return createServer({ store, events: { onFault: (error) => faults.push(error) }, ...options })
  }
  let server = await start()
  return {
    get server() {
      return server
    },
    faults,
    async restart() {
      await server.close()
      server = await start()
    },
    async edit(change) {
      await server.close()
      const db = new DatabaseSync(join(folder, 'store.db'))
      change(db)
      db.close()
      server = await start()
    },
    async close() {
      await server.close()
      rmSync(folder, { recursive: true })
    },
  }
}
