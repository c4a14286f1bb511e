import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { attributeList } from '../../codec/index.ts'
import { createObject } from '../../server/attributes/create-object.ts'
import { toCreation } from '../../server/handler/handler.ts'
import { createMasterKey, createTtlvRecordCodec, openSqliteStore, setUp } from '../../server/index.ts'
import { createObjectRecord } from '../../server/store/record/object-record.ts'
import { createAttributeIndex } from '../../server/store/seal/attribute-index.ts'
import { createBlindIndex } from '../../server/store/seal/blind-index.ts'
import { openDataKeys } from '../../server/store/seal/data-keys.ts'
import { createKeyring } from '../../server/store/seal/keyring.ts'
import { createSealer } from '../../server/store/seal/seal.ts'
import { takeFence } from '../../server/store/sqlite/fence.ts'
import { createRowWriter } from '../../server/store/sqlite/row-writer.ts'
import { openForWriting } from '../../server/store/sqlite/sqlite-connection.ts'
import type { Change } from '../../server/store/store.ts'

const keysPerTransaction = 10_000

/** The name of the nth key. */
export const nameKey = (n: number): string => `key-${n}`

const createKey = (n: number): Change => {
  const keyBlock = {
    keyFormatType: 'Raw',
    keyValue: { keyMaterial: new Uint8Array(randomBytes(32)) },
    cryptographicAlgorithm: 'AES',
    cryptographicLength: 256,
  } as const
  const attributes = attributeList({ name: nameKey(n), cryptographicUsageMask: ['Encrypt', 'Decrypt'] })
  const scope = { version: '1.4', now: new Date(), random: randomBytes, principal: { id: 'CN=admin' } } as const
  return toCreation(createObject({ symmetricKey: { keyBlock } }, attributes, 'registered', scope))
}

/** Writes as the store does, but makes nothing durable before the end: a store that is half filled is of no use. */
const openForFilling = (path: string): DatabaseSync => {
  const db = openForWriting(path)
  db.exec(
    'PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA secure_delete = OFF; PRAGMA cache_size = -500000',
  )
  return db
}

export interface FilledStore {
  /** The data directory. */
  readonly directory: string
  /** Those of the keys, in the order of their names. */
  readonly uniqueIdentifiers: readonly string[]
}

const reportFault = (error: Error): never => {
  throw error
}

/**
 * Creates a data directory with named AES keys of the administrator, as if they had been registered. Writes the rows without a
 * server, which takes a fraction of the time.
 */
export const fillStore = async (directory: string, keys: number): Promise<FilledStore> => {
  const { paths } = await setUp({ directory, hostName: hostname(), now: new Date() })
  const path = join(directory, 'store.db')
  const codec = createTtlvRecordCodec()
  const secret = createMasterKey(await readFile(paths.masterKey))
  await (await openSqliteStore({ path, masterKey: secret, codec, reportFault })).close()
  const db = openForFilling(path)
  const dataKeys = await openDataKeys(db, secret)
  const index = createAttributeIndex(codec, createBlindIndex(dataKeys.index))
  const keyring = createKeyring(dataKeys.sealing)
  const { id: dataKey, reserved } = keyring.current
  const seals = reserved + 2 * keys
  keyring.raise(dataKey, seals)
  const record = createObjectRecord(codec, createSealer(keyring, randomBytes), index)
  const writer = createRowWriter(db, takeFence(db, { process: process.pid, host: hostname(), since: new Date() }))
  writer.add([{ changes: [], audit: [], documents: [], keys: [{ change: 'reserve seals', dataKey, reserved: seals }] }])
  writer.commit()
  const uniqueIdentifiers: string[] = []
  for (let start = 0; start < keys; start += keysPerTransaction) {
    const count = Math.min(keysPerTransaction, keys - start)
    const rows = Array.from({ length: count }, (_, i) => record.toRow(createKey(start + i)).row)
    writer.add([{ changes: rows, audit: [], documents: [] }])
    const failure = writer.commit().outcomes.find(Boolean)
    if (failure) throw new Error('The store could not be filled.', { cause: failure })
    for (const { uniqueIdentifier } of rows) uniqueIdentifiers.push(uniqueIdentifier)
  }
  db.exec('PRAGMA journal_mode = WAL')
  db.close()
  return { directory, uniqueIdentifiers }
}
