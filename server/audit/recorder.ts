import { KmipError } from '../../codec/index.ts'
import type { Audit } from '../pipeline/audit.ts'
import type { AuditRecord, ObjectStore } from '../store/store.ts'
import type { Entries } from './create-entries.ts'
import { encodeEntry } from './encode-entry.ts'
import type { Entry, EntryKind, PersonalData } from './entry.ts'
import type { Journal } from './journal.ts'
import type { SequencerThread } from './sequencer-thread.ts'

/** What happens to requests while the log cannot be written. */
export type OnFailure = 'refuse' | 'serve'

export interface RecorderOptions {
  readonly entries: Entries
  readonly journal: Journal
  readonly thread: SequencerThread
  readonly store: Pick<ObjectStore, 'removeAudit'>
  readonly onFailure: OnFailure
  readonly isDurable: boolean
  readonly now: () => Date
  readonly reportFault: (error: unknown) => void
}

/** Records what happens. */
export interface Recorder extends Audit {
  /** Records an event besides requests. */
  addEvent(kind: EntryKind, personal: PersonalData, facts?: Partial<Entry>): void
  /** Adds records that a commit of an earlier run holds and the log lacks. */
  addCommitted(records: readonly Pick<AuditRecord, 'event'>[]): void
}

/** Milliseconds until what was written is durable too. */
const syncInterval = 100
/** Milliseconds between removals of records that the log has from the store. */
const removeInterval = 1000

/** Entries in one write; they fit into a segment of the journal. */
const entriesAtOnce = 16

/** Entries in memory while the log cannot be written. */
const maximumPending = 50_000

/** Adds entries to the log: they are written before answers leave, and durable within 100 ms. */
export const createRecorder = (options: RecorderOptions): Recorder => {
  const { entries, journal, thread, store, onFailure, now, reportFault } = options
  let pending: Buffer[] = []
  /** The size of the log after each record that the store holds too, until it is removed there. */
  let committed: number[] = []
  let synced = journal.size
  let failure: unknown

  let lost = 0

  const append = (entry: object): void => {
    if (pending.length < maximumPending) pending.push(encodeEntry(entry))
    else lost++
  }
  const recover = (): void => {
    reportFault(new Error('The audit log is written again.'))
    failure = undefined
    if (lost > 0) append(entries.createEvent('process', { message: `${lost} entries were lost` }))
    lost = 0
  }

  const flush = (): void => {
    if (pending.length === 0) return
    try {
      while (pending.length > 0) {
        const chunk = pending.slice(0, entriesAtOnce)
        journal.append(chunk)
        pending = pending.slice(chunk.length)
      }
      if (failure === undefined) return
      recover()
      flush()
    } catch (error) {
      if (failure === undefined) reportFault(new Error('The audit log cannot be written.', { cause: error }))
      failure = error
      if (onFailure === 'refuse') throw error
    }
  }

  const syncAll = async (): Promise<void> => {
    const { size } = journal
    if (size === synced) return
    await thread.sync(size)
    synced = size
  }
  let syncing: Promise<void> = Promise.resolve()
  const sync = (): Promise<void> => {
    const next = syncing.then(() => {
      flush()
      return syncAll()
    })
    syncing = next.catch(() => undefined)
    return next
  }
  const removeCommitted = async (): Promise<void> => {
    const count = committed.filter((size) => size <= synced).length
    if (count === 0) return
    await store.removeAudit(count)
    committed = committed.slice(count)
  }

  let removing: Promise<void> = Promise.resolve()
  let isSyncing = false
  const syncTimer = setInterval(() => {
    if (isSyncing) return
    isSyncing = true
    void sync()
      // A write that failed is reported where it failed.
      .catch((error: unknown) => error === failure || reportFault(error))
      .finally(() => {
        isSyncing = false
      })
  }, syncInterval).unref()
  const removeTimer = setInterval(() => {
    removing = removing.then(removeCommitted).catch(reportFault)
  }, removeInterval).unref()

  const close = async (): Promise<void> => {
    clearInterval(syncTimer)
    clearInterval(removeTimer)
    await removing
    await sync()
    await removeCommitted()
    journal.close()
    await thread.close()
  }
  let closing: Promise<void> | undefined

  return {
    add: (answered) => append(entries.createRequestEntry(answered)),
    describe: (answered) => {
      const entry = entries.createRequestEntry(answered)
      return { time: now(), event: entry as unknown as AuditRecord['event'] }
    },
    addCommitted(records) {
      for (const { event } of records) {
        append(event)
        committed.push(journal.size + pending.length)
      }
    },
    addEvent: (kind, personal, facts) => append(entries.createEvent(kind, personal, facts)),
    requireWritable() {
      if (failure === undefined || onFailure === 'serve') return
      try {
        flush()
      } catch {
        throw new KmipError('GeneralFailure', 'The server cannot write its audit log, and answers nothing without it.')
      }
    },
    flush,
    isDurable: options.isDurable,
    sync,
    close: () => {
      closing ??= close()
      return closing
    },
  }
}
