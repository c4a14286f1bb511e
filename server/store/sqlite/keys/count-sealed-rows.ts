import type { DatabaseSync } from 'node:sqlite'
import { setImmediate } from 'node:timers/promises'
import { toBytes } from '../../record/columns.ts'
import { decodeDataKeyId } from '../../seal/seal.ts'

/** Rows that are counted in one turn of the event loop: about a millisecond. */
const AT_ONCE = 2_048

/** Where sealed blobs are. */
const sealedColumns = [
  { table: 'object', number: 'sequence', column: 'attributes' },
  { table: 'sealed_object', number: 'id', column: 'sealed' },
  { table: 'document', number: 'id', column: 'sealed' },
] as const

/** Counts sealed blobs by the data key that they name. Erased ones name none and are not counted. */
export async function countSealedRows(db: DatabaseSync): Promise<ReadonlyMap<number, number>> {
  const counts = new Map<number, number>()
  for (const { table, number, column } of sealedColumns) {
    const last = Number(db.prepare(`SELECT coalesce(max(${number}), 0) AS last FROM ${table}`).get()?.last)
    const select = db.prepare(`
      SELECT substr(${column}, 2, 4) AS key, count(*) AS count FROM ${table}
      WHERE ${number} > ? AND ${number} <= ? GROUP BY key
    `)
    for (let at = 0; at < last; at += AT_ONCE) {
      for (const { key, count } of select.all(at, at + AT_ONCE)) {
        const dataKey = decodeDataKeyId(toBytes(key))
        if (dataKey !== 0) counts.set(dataKey, (counts.get(dataKey) ?? 0) + Number(count))
      }
      await setImmediate()
      if (!db.isOpen) break
    }
  }
  return counts
}
