import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Model } from './model.ts'

/** Keys that are known must be nowhere in the clear. */
const plaintextIn = async (folder: string, models: readonly Model[]): Promise<string[]> => {
  const needles = new Set<string>()
  for (const { objects } of models)
    for (const { material } of objects.values()) if (material?.length === 64) needles.add(material)
  const found: string[] = []
  for (const name of await readdir(folder)) {
    if (!name.startsWith('store')) continue
    const content = await readFile(join(folder, name))
    for (const key of needles) if (content.includes(key, 'hex')) found.push(`${name} holds a key in the clear`)
  }
  return found
}

const queries: Readonly<Record<string, string>> = {
  'the sealed bytes of a destroyed object are there': `
    SELECT o.unique_identifier AS what FROM object o JOIN sealed_object s ON s.id = o.sealed_object
    WHERE o.dates LIKE '%DestroyDate%' AND s.sealed <> zeroblob(length(s.sealed))`,
  'sealed bytes that belong to no object are there': `
    SELECT s.id AS what FROM sealed_object s LEFT JOIN object o ON o.sealed_object = s.id
    WHERE o.sequence IS NULL AND s.sealed <> zeroblob(length(s.sealed))`,
  'a live object has no sealed bytes': `
    SELECT o.unique_identifier AS what FROM object o LEFT JOIN sealed_object s ON s.id = o.sealed_object
    WHERE o.dates NOT LIKE '%DestroyDate%' AND s.sealed IS NULL`,
  'a name leads to no object': `
    SELECT n.object AS what FROM live_name n LEFT JOIN object o ON o.sequence = n.object WHERE o.sequence IS NULL`,
  'an indexed value leads to no object': `
    SELECT v.object AS what FROM attribute_value v LEFT JOIN object o ON o.sequence = v.object WHERE o.sequence IS NULL`,
  'the file is damaged': `
    SELECT integrity_check AS what FROM pragma_integrity_check WHERE integrity_check <> 'ok'`,
}

/** What is wrong in the files of a data directory, seen from below the server. */
export const findFileProblems = async (folder: string, models: readonly Model[]): Promise<string[]> => {
  const db = new DatabaseSync(join(folder, 'store.db'), { readOnly: true, timeout: 5000 })
  try {
    const wrong = Object.entries(queries).flatMap(([problem, sql]) =>
      db
        .prepare(sql)
        .all()
        .map(({ what }) => `${problem}: ${what}`),
    )
    return [...wrong, ...(await plaintextIn(folder, models))]
  } finally {
    db.close()
  }
}
