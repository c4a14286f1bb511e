import type { DatabaseSync } from 'node:sqlite'
import { setTimeout as delay } from 'node:timers/promises'
import { isUnreadable, ResealFault, StoreFenced } from '../../errors.ts'
import type { Columns } from '../../record/columns.ts'
import type { KeyChange } from '../../record/key-change.ts'
import type { Keyring } from '../../seal/keyring.ts'
import { countSealedRows } from './count-sealed-rows.ts'
import type { OldRows } from './old-rows.ts'
import type { SealReservation } from './seal-reservation.ts'

/** How far the rows of the store are sealed under the current data key. */
export interface ResealProgress {
  /** Rows sealed again since this began. */
  readonly rows: number
  readonly rowsPerSecond: number
}

export interface Reseal {
  /** Seals old rows again, in the background. */
  start(): void
  /** `undefined`: it is not at work. */
  readonly progress: ResealProgress | undefined
  /** Resolves when it has ended: no row is left under an old data key, or those that are left do not open. */
  finish(): Promise<void>
  /** Interrupts it. It goes on when the store is opened again. */
  stop(): Promise<void>
}

export interface ResealOptions {
  readonly db: DatabaseSync
  readonly keyring: Keyring
  readonly tables: readonly OldRows[]
  readonly reservation: SealReservation
  /** Resolves when the changes are durable. Changes of rows that have changed meanwhile do nothing. */
  readonly commit: (changes: readonly KeyChange[]) => Promise<void>
  readonly onKeyRemoved: (dataKey: number) => void
  readonly reportFault: (error: Error) => void
}

/** Numbers of rows that are looked at, and committed, at once. */
const RANGE = 256
/** Rows that are sealed in one turn of the event loop: about a millisecond. */
const AT_ONCE = 16
/** Of four parts of the time, the reseal takes one. */
const REST = 3
/** Milliseconds until the next try after a failure of the store. */
const RETRY = 60_000

export const createReseal = (options: ResealOptions): Reseal => {
  const { db, keyring, tables, reservation, commit, onKeyRemoved, reportFault } = options
  let running: Promise<void> | undefined
  /** A key was replaced since the last pass began. */
  let isWanted = false
  const interrupt = new AbortController()
  let begun = 0
  let rows = 0

  const rest = async (milliseconds: number): Promise<void> => {
    await delay(Math.max(1, milliseconds), undefined, { signal: interrupt.signal, ref: false })
  }

  /** `undefined`: the row does not open, and stays as it is. */
  const reseal = (table: OldRows, row: Columns): KeyChange | undefined => {
    try {
      return table.reseal(row)
    } catch (error) {
      if (!isUnreadable(error)) throw error
      return undefined
    }
  }

  /** @returns the changes of these rows, sealed a few in each turn of the event loop */
  const sealAgain = async (table: OldRows, found: readonly Columns[]): Promise<KeyChange[]> => {
    const changes: KeyChange[] = []
    for (let at = 0; at < found.length; at += AT_ONCE) {
      const some = found.slice(at, at + AT_ONCE)
      while (!reservation.hasRoom(some.length * table.seals)) await reservation.extend()
      const start = performance.now()
      changes.push(...some.map((row) => reseal(table, row)).filter((change) => change !== undefined))
      await rest(REST * (performance.now() - start))
    }
    return changes
  }

  /** @returns the number of rows that were sealed again */
  const pass = async (table: OldRows): Promise<number> => {
    const last = table.findLast()
    let sealed = 0
    for (let at = 0; at < last; at += RANGE) {
      const found = table.select(at, at + RANGE, keyring.current.id)
      if (found.length === 0) {
        if (at % (RANGE * AT_ONCE) === 0) await rest(1)
        continue
      }
      const changes = await sealAgain(table, found)
      await commit(changes)
      sealed += changes.length
      rows += changes.length
    }
    return sealed
  }

  const removeUnused = async (counts: ReadonlyMap<number, number>, current: number): Promise<void> => {
    for (const id of keyring.ids) {
      if (id === current || counts.get(id)) continue
      await commit([{ change: 'remove data key', dataKey: id }])
      keyring.remove(id)
      onKeyRemoved(id)
    }
  }

  /** @returns whether nothing is left to do */
  const sealAllAgain = async (): Promise<boolean> => {
    const current = keyring.current.id
    // Everything that an old key has sealed is in the file after this: commits are made in the order of their sealing.
    await commit([])
    let sealed = 0
    for (const table of tables) sealed += await pass(table)
    const counts = await countSealedRows(db)
    interrupt.signal.throwIfAborted()
    if (keyring.current.id !== current) return false
    await removeUnused(counts, current)
    const left = keyring.ids.reduce((sum, id) => sum + (id === current ? 0 : (counts.get(id) ?? 0)), 0)
    if (left > 0 && sealed === 0) reportFault(new ResealFault(left))
    return left === 0 || sealed === 0
  }

  const run = async (): Promise<void> => {
    while (isWanted) {
      isWanted = false
      try {
        isWanted = !(await sealAllAgain()) || isWanted
      } catch (error) {
        // A lost store is reported by the fence.
        if (interrupt.signal.aborted || error instanceof StoreFenced) break
        reportFault(error instanceof Error ? error : new Error(String(error)))
        isWanted = true
        await rest(RETRY).catch(() => {
          isWanted = false
        })
      }
    }
    running = undefined
  }

  return {
    start() {
      isWanted = true
      if (running !== undefined) return
      begun = performance.now()
      rows = 0
      running = run()
    },
    get progress() {
      if (running === undefined) return undefined
      const seconds = Math.max(0.001, (performance.now() - begun) / 1000)
      return { rows, rowsPerSecond: Math.round(rows / seconds) }
    },
    async finish() {
      // Nothing else may keep the process alive.
      const alive = setInterval(() => undefined, RETRY)
      await running
      clearInterval(alive)
    },
    async stop() {
      interrupt.abort()
      await running
    },
  }
}
