import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { attributeList } from '../../codec/index.ts'
import { newObject } from '../../server/attributes/new-object.ts'
import { created } from '../../server/handler/handler.ts'
import { createTtlvRecordCodec, masterKey, openSqliteStore, setUp } from '../../server/index.ts'
import { createRecord } from '../../server/store/record/record.ts'
import { createAttributeIndex } from '../../server/store/seal/attribute-index.ts'
import { createBlindIndex } from '../../server/store/seal/blind-index.ts'
import { openDataKeys } from '../../server/store/seal/data-keys.ts'
import { createSealer } from '../../server/store/seal/seal.ts'
import { createRowWriter } from '../../server/store/sqlite/row-writer.ts'
import { openForWriting } from '../../server/store/sqlite/sqlite-connection.ts'
import type { Change } from '../../server/store/store.ts'

/** Objects in one transaction. */
const together = 10_000

/** The name of the nth key. */
export const keyName = (n: number): string => `key-${n}`

const key = (n: number): Change => {
  const keyBlock = {
    keyFormatType: 'Raw',
    keyValue: { keyMaterial: new Uint8Array(randomBytes(32)) },
    cryptographicAlgorithm: 'AES',
    cryptographicLength: 256,
  } as const
  const attributes = attributeList({ name: keyName(n), cryptographicUsageMask: ['Encrypt', 'Decrypt'] })
  const scope = { version: '1.4', now: new Date(), random: randomBytes, principal: { id: 'CN=admin' } } as const
  return created(newObject({ symmetricKey: { keyBlock } }, attributes, 'registered', scope as never))
}

/** As the store writes, but with nothing made durable before the end: who fills anew after a crash loses nothing. */
const openForFilling = (path: string): DatabaseSync => {
  const db = openForWriting(path)
  db.exec(
    'PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA secure_delete = OFF; PRAGMA cache_size = -500000',
  )
  return db
}

/** A data directory, and what was put into it. */
export interface Filled {
  readonly directory: string
  /** Of the keys in it, in the order of their names. */
  readonly uniqueIdentifiers: readonly string[]
}

/**
 * A new data directory with so many AES keys of the administrator, each with a name, as if they had been registered; without
 * a server, and so in a fraction of the time.
 */
export const fill = async (directory: string, count: number): Promise<Filled> => {
  const { paths } = await setUp({ directory, hostName: hostname(), now: new Date() })
  const path = join(directory, 'store.db')
  const codec = createTtlvRecordCodec()
  const secret = masterKey(await readFile(paths.masterKey))
  await (await openSqliteStore({ path, masterKey: secret, codec })).close()
  const db = openForFilling(path)
  const keys = await openDataKeys(db, secret)
  const index = createAttributeIndex(codec, createBlindIndex(keys.index))
  const record = createRecord(codec, createSealer(keys.sealing, keys.current, randomBytes), index)
  const writer = createRowWriter(db)
  const uniqueIdentifiers: string[] = []
  for (let at = 0; at < count; at += together) {
    const rows = Array.from({ length: Math.min(together, count - at) }, (_, i) => record.toRow(key(at + i)).row)
    writer.add([{ changes: rows, audit: [], documents: [] }])
    const { outcomes } = writer.commit()
    if (outcomes.some(Boolean)) throw new Error('the store could not be filled', { cause: outcomes.find(Boolean) })
    for (const { uniqueIdentifier } of rows) uniqueIdentifiers.push(uniqueIdentifier)
  }
  db.exec('PRAGMA journal_mode = WAL')
  db.close()
  return { directory, uniqueIdentifiers }
}
