import type { DatabaseSync } from 'node:sqlite'
import { StoreOpenError } from '../errors.ts'
import { describeVersion, fromVersionNumber, storageVersion, toVersionNumber } from '../storage-version.ts'

/**
 * Adds `storageVersion` to the versions in which the store holds records.
 * @throws StoreOpenError `newer records` when one of them is newer than all that are declared
 */
export function addStorageVersion(db: DatabaseSync): void {
  const listed = db.prepare('SELECT number FROM record_version').all()
  const newer = listed.map(({ number }) => Number(number)).find((number) => !fromVersionNumber(number))
  if (newer !== undefined)
    throw new StoreOpenError(
      'newer records',
      `The store has records that were written by a newer version of kmip, in KMIP ${describeVersion(newer)}: upgrade kmip, or restore a backup made before the upgrade. Nothing was changed`,
    )
  db.prepare('INSERT INTO record_version (number) VALUES (?) ON CONFLICT DO NOTHING').run(
    toVersionNumber(storageVersion),
  )
}
