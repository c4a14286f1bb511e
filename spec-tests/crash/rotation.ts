import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { AdministrationError } from '../../server/administration/administration-error.ts'
import { createAdministrationClient } from '../../server/administration/client.ts'
import { toSocketDirectory, toSocketPath } from '../../server/administration/socket-places.ts'
import { verifyDataDirectory } from '../../server/index.ts'
import type { SeededRandom } from '../support/random.ts'
import { startServerProcess } from '../support/server-process.ts'
import { createBystander } from './bystander.ts'

export type RotatedKey = 'master key' | 'data key'

/** Replaces a key of a store again and again while its server serves, and checks what a kill left. */
export interface Rotation {
  /** Replaces the key until the server is gone; resolves to what was wrong. */
  run(): Promise<string[]>
  /** Looks at the files of the killed server. */
  inspect(): void
  /** Starts the server, waits until it has ended what was interrupted, and stops it; resolves to what is wrong. */
  check(): Promise<string[]>
  readonly acknowledged: number
  /** Kills that left both keys in the files. */
  readonly interrupted: number
}

/** Milliseconds between two replacements: a master key's takes some itself, and rows are sealed again after a data key's. */
const pauses: Readonly<Record<RotatedKey, number>> = { 'master key': 1, 'data key': 300 }
/** Milliseconds for the rows of a whole run. */
const RESEAL = 60_000

/** Keys that are sealed again in each replacement of a data key: more than are between two of them. */
const BYSTANDERS = 1_500

/** @param folder - the data directory, which no server uses yet */
export const createRotation = async (what: RotatedKey, folder: string, random: SeededRandom): Promise<Rotation> => {
  const bystander = await createBystander(folder, BYSTANDERS)
  const call = createAdministrationClient({ path: toSocketPath(toSocketDirectory(folder), 'administrator') })
  const rotate = async (): Promise<string> =>
    what === 'master key'
      ? (await call('POST /v1/store/rotate-master-key', '', undefined)).masterKey
      : String((await call('POST /v1/store/rotate-data-key', '', undefined)).dataKey)
  const acknowledged: string[] = []
  let interrupted = 0

  const readKeys = (): { dataKeys: number; masterKeys: number } => {
    const db = new DatabaseSync(join(folder, 'store.db'), { readOnly: true, timeout: 5000 })
    const count = (sql: string) => Number(db.prepare(sql).get()?.count)
    const keys = {
      dataKeys: count('SELECT count(*) AS count FROM sealing_key'),
      masterKeys: count('SELECT count(DISTINCT master_key) AS count FROM wrapped_data_key'),
    }
    db.close()
    return keys
  }
  const isNextThere = (): boolean => existsSync(join(folder, 'master.key.new'))

  /** A replacement that was acknowledged stays; one that was not may have happened. */
  const checkCurrent = (current: string): string[] => {
    const last = acknowledged.at(-1)
    if (last === undefined) return []
    const isLost = what === 'master key' ? acknowledged.slice(0, -1).includes(current) : Number(current) < Number(last)
    return isLost ? [`the ${what} is ${current}, which ${last} had replaced`] : []
  }

  const waitForReseal = async (): Promise<string[]> => {
    for (const late = Date.now() + RESEAL; Date.now() < late; await sleep(20)) {
      const { masterKey, dataKeys } = await call('GET /v1/store/keys', '', undefined)
      const sealing = dataKeys.filter(({ purpose }) => purpose === 'seal')
      if (sealing.length === 1) return checkCurrent(what === 'master key' ? masterKey : String(sealing[0]?.dataKey))
    }
    return [`rows are left under an old data key after ${RESEAL / 1000} s`]
  }

  return {
    async run() {
      try {
        for (;;) {
          acknowledged.push(await rotate())
          await sleep(random.below(pauses[what]))
        }
      } catch (error) {
        const isGone = error instanceof AdministrationError && error.code === 'unavailable'
        return isGone ? [] : [`the ${what} was not replaced: ${error}`]
      }
    },
    inspect() {
      const { dataKeys, masterKeys } = readKeys()
      if (what === 'data key' ? dataKeys > 1 : masterKeys > 1 || isNextThere()) interrupted++
    },
    async check() {
      const server = await startServerProcess(['--data-directory', folder, '--log-level', 'error'])
      const problems = [
        ...(await bystander.check(server)),
        ...(await waitForReseal()),
        ...(await bystander.check(server)),
      ]
      await server.stop()
      const { dataKeys, masterKeys } = readKeys()
      if (dataKeys !== 1 || masterKeys !== 1)
        problems.push(`${dataKeys} data keys and ${masterKeys} master keys are left in place of one each`)
      if (isNextThere()) problems.push('master.key.new is left')
      const { findings } = await verifyDataDirectory(folder, () => undefined)
      return [...problems, ...findings.map(({ table, row, problem }) => `${table} ${row} ${problem}`)]
    },
    get acknowledged() {
      return acknowledged.length
    },
    get interrupted() {
      return interrupted
    },
  }
}
