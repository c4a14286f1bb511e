import type { DatabaseSync } from 'node:sqlite'
import { StoreOpenError } from '../errors.ts'
import { describeVersion, storageVersion, versionNumber, versionOfNumber } from '../storage-version.ts'

/**
 * Enters the version of the records to come into the list of those that the store may hold.
 * @throws StoreOpenError `newer records` when the list has one that is not declared here
 */
export function enterRecordVersion(db: DatabaseSync, entered: number = versionNumber(storageVersion)): void {
  const listed = db.prepare('SELECT number FROM record_version').all()
  const newer = listed.map(({ number }) => Number(number)).find((number) => !versionOfNumber(number))
  if (newer !== undefined)
    throw new StoreOpenError(
      'newer records',
      `The store has records that were written by a newer version of kmip, in KMIP ${describeVersion(newer)}: upgrade kmip, or restore a backup made before the upgrade. Nothing was changed`,
    )
  db.prepare('INSERT INTO record_version (number) VALUES (?) ON CONFLICT DO NOTHING').run(entered)
}
