import type { DatabaseSync } from 'node:sqlite'
import { createSerialQueue } from '../../../../concurrency/serial-queue.ts'
import type { KeyChange } from '../../record/key-change.ts'
import type { CommitOutcome, RowSet } from '../../record/row.ts'
import { nextDataKeyId, rewrapDataKeys } from '../../seal/data-keys.ts'
import type { Keyring } from '../../seal/keyring.ts'
import type { MasterKey } from '../../seal/master-key.ts'
import type { SealLimits } from '../../seal/seal-limits.ts'
import { requireCommitted } from '../require-committed.ts'
import { countSealedRows } from './count-sealed-rows.ts'
import { createSealingKey } from './create-sealing-key.ts'
import type { OldRows } from './old-rows.ts'
import { createReseal, type ResealProgress } from './reseal.ts'
import { createSealReservation, type SealReservation } from './seal-reservation.ts'

/** One data key of a store. */
export interface DataKeyReport {
  readonly dataKey: number
  /** `index`: the key of the blind index. It seals nothing, and is never replaced. */
  readonly purpose: 'seal' | 'index'
  /** Whether it seals new rows. */
  readonly isCurrent: boolean
  /** Since when it seals. Absent for a key of an early release, and for that of the index. */
  readonly since?: Date
  /** Seals, counted in advance: never fewer than there were. */
  readonly seals: number
  /** Sealed rows in the store: two for an object, one for a destroyed object or a document. */
  readonly rows: number
}

/** The keys of a store; never their bytes. */
export interface StoreKeysReport {
  /** Id of the master key that wraps the data keys. */
  readonly masterKey: string
  readonly dataKeys: readonly DataKeyReport[]
  /** Present while rows are sealed again under the current data key. */
  readonly reseal?: ResealProgress
}

/** What happened to the keys of a store. */
export type StoreKeyEvent =
  | { readonly event: 'data key replaced'; readonly dataKey: number; readonly reason: 'request' | 'number of seals' }
  | { readonly event: 'data key removed'; readonly dataKey: number }
  | { readonly event: 'master key replaced'; readonly masterKey: string }
  | { readonly event: 'rows of other master keys removed'; readonly masterKey: string }

export interface StoreKeys {
  /** Replaces the data key that seals. Resolves to the number of the new one; old rows are sealed again in the background. */
  rotateDataKey(): Promise<number>
  /**
   * Replaces the master key. While `replace` runs, the old one and the new one open the store; when it fails, both go on to do so.
   * @param replace - puts the new key where the next opening finds it, durably
   */
  rotateMasterKey(next: MasterKey, replace: () => Promise<void>): Promise<void>
  /** Ends a rotation that was interrupted: only the master key with which the store was opened opens it from now on. */
  forgetOtherMasterKeys(): Promise<void>
  /** Resolves when no row is left to seal again. */
  finishReseal(): Promise<void>
  /** Reads all sealed rows, a few at a time. */
  read(): Promise<StoreKeysReport>
}

export interface StoreKeysOptions {
  /** For reading. */
  readonly db: DatabaseSync
  readonly keyring: Keyring
  readonly masterKey: MasterKey
  readonly tables: readonly OldRows[]
  readonly limits: SealLimits
  readonly commit: (set: RowSet) => Promise<CommitOutcome>
  readonly random: (size: number) => Uint8Array
  readonly now: () => Date
  readonly reportFault: (error: Error) => void
  readonly onEvent: (event: StoreKeyEvent) => void
}

/** The keys of an open store, and the count of seals. */
export interface OpenStoreKeys extends StoreKeys {
  readonly reservation: SealReservation
  /** Interrupts what runs in the background. Nothing is sealed afterwards. */
  close(): Promise<void>
}

const toError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))

export const createStoreKeys = (options: StoreKeysOptions): OpenStoreKeys => {
  const { db, keyring, tables, limits, random, now, reportFault, onEvent } = options
  /** Those that open the store. The first one surely does; others while it is being replaced. */
  let masterKeys: readonly [MasterKey, ...MasterKey[]] = [options.masterKey]
  // One change of keys at a time.
  const queue = createSerialQueue()
  const commit = async (keys: readonly KeyChange[]): Promise<void> =>
    requireCommitted(await options.commit({ changes: [], audit: [], documents: [], keys }))

  const addDataKey = async (reason: 'request' | 'number of seals'): Promise<number> => {
    const id = nextDataKeyId(db)
    const { key, change } = await createSealingKey({
      ...{ id, reserved: limits.block, masterKeys, random, now },
    })
    await commit([change])
    keyring.use(key)
    onEvent({ event: 'data key replaced', dataKey: id, reason })
    reseal.start()
    return id
  }

  const rotateMasterKey = async (next: MasterKey, replace: () => Promise<void>): Promise<void> => {
    const [current, ...others] = masterKeys
    await commit([{ change: 'wrap data keys', wrapped: await rewrapDataKeys(db, current, next) }])
    // A data key that is made after a failed replacement opens with either.
    masterKeys = [current, ...others, next]
    await replace()
    masterKeys = [next]
    await commit([{ change: 'keep master key', masterKey: next.id }])
    onEvent({ event: 'master key replaced', masterKey: next.id })
  }

  const forgetOtherMasterKeys = async (): Promise<void> => {
    const [{ id }] = masterKeys
    if (!db.prepare('SELECT 1 FROM wrapped_data_key WHERE master_key <> ?').get(id)) return
    await commit([{ change: 'keep master key', masterKey: id }])
    onEvent({ event: 'rows of other master keys removed', masterKey: id })
  }

  const replaceIfDue = async (): Promise<void> => {
    if (keyring.current.reserved + limits.block >= limits.replaceAt) await addDataKey('number of seals')
  }

  let isDue = false
  const reservation = createSealReservation({
    keyring,
    limits,
    commit: (change) => commit([change]),
    onDue() {
      if (isDue) return
      isDue = true
      queue(replaceIfDue)
        .catch((error: unknown) => reportFault(toError(error)))
        .finally(() => {
          isDue = false
        })
    },
  })

  const reseal = createReseal({
    ...{ db, keyring, tables, reservation, commit, reportFault },
    onKeyRemoved: (dataKey) => onEvent({ event: 'data key removed', dataKey }),
  })
  if (keyring.ids.length > 1) reseal.start()

  return {
    reservation,
    rotateDataKey: () => queue(() => addDataKey('request')),
    rotateMasterKey: (next, replace) => queue(() => rotateMasterKey(next, replace)),
    forgetOtherMasterKeys: () => queue(forgetOtherMasterKeys),
    finishReseal: () => reseal.finish(),
    async read() {
      const rows = await countSealedRows(db)
      const { current } = keyring
      const dataKeys = db
        .prepare(
          'SELECT k.id, k.purpose, s.since, s.reserved FROM data_key k LEFT JOIN sealing_key s ON s.data_key = k.id',
        )
        .all()
        .map(({ id, purpose, since, reserved }): DataKeyReport => {
          const dataKey = Number(id)
          const isCurrent = dataKey === current.id
          return {
            ...{ dataKey, isCurrent, purpose: purpose === 'index' ? 'index' : 'seal' },
            ...(since !== null && { since: new Date(Number(since)) }),
            ...{ seals: isCurrent ? current.used : Number(reserved ?? 0), rows: rows.get(dataKey) ?? 0 },
          }
        })
      return { masterKey: masterKeys[0].id, dataKeys, ...(reseal.progress && { reseal: reseal.progress }) }
    },
    async close() {
      await reseal.stop()
      await queue(() => reservation.close())
    },
  }
}
