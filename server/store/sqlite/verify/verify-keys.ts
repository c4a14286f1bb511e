import type { DatabaseSync } from 'node:sqlite'
import type { MasterKey } from '../../seal/master-key.ts'
import { countSealedRows } from '../keys/count-sealed-rows.ts'
import type { Findings } from './findings.ts'

const verifyWrapping = (db: DatabaseSync, masterKey: MasterKey, findings: Findings): void => {
  for (const { data_key, master_key } of db.prepare('SELECT data_key, master_key FROM wrapped_data_key').all())
    if (master_key !== masterKey.id)
      findings.add(
        'wrapped_data_key',
        `data key ${data_key}`,
        `is wrapped by another master key, ${master_key}, too: its rotation was interrupted (start the server once), or the row was added`,
      )
}

/** A count can be too high. One that is too low would let a key seal too often. */
const verifySealCounts = async (db: DatabaseSync, findings: Findings): Promise<void> => {
  const rows = await countSealedRows(db)
  const keys = db.prepare(`
    SELECT k.id, s.reserved FROM data_key k LEFT JOIN sealing_key s ON s.data_key = k.id WHERE k.purpose = 'seal'
  `)
  for (const { id, reserved } of keys.all()) {
    const sealed = rows.get(Number(id)) ?? 0
    if (reserved === null)
      findings.add(
        'sealing_key',
        `data key ${id}`,
        'has no count of its seals: the next start of the server replaces it',
      )
    else if (Number(reserved) < sealed)
      findings.add('sealing_key', `data key ${id}`, `counts ${reserved} seals, and ${sealed} are in the store`)
  }
}

/** Looks for keys that the master key does not open, besides those that the store uses, and compares the counts of their seals with the rows. */
export const verifyKeys = async (db: DatabaseSync, masterKey: MasterKey, findings: Findings): Promise<void> => {
  verifyWrapping(db, masterKey, findings)
  await verifySealCounts(db, findings)
}
