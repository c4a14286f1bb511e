import { makeDirectory } from '../../durable/durable-file.ts'
import type { ObjectStore } from '../store/store.ts'
import { createEntries, type Entries } from './create-entries.ts'
import { openJournal } from './journal.ts'
import { openPeriodKeys } from './period-keys.ts'
import { createRecorder, type OnFailure, type Recorder } from './recorder.ts'
import { recoverRecords } from './recover-records.ts'
import { openSequencer, toJournalPath } from './sequencer.ts'
import { startSequencer } from './sequencer-thread.ts'
import { openSigningKey, type SigningKey } from './signing-key.ts'

export interface AuditOptions {
  /** The folder of the log. */
  readonly directory: string
  /** The name of this server in entries. */
  readonly node: string
  readonly store: ObjectStore
  readonly onFailure: OnFailure
  /** Answers leave only when their entries are durable. */
  readonly isDurable: boolean
  readonly now: () => Date
  readonly random: (size: number) => Uint8Array
  readonly reportFault: (error: unknown) => void
}

/** Adds what the last run left in the journal and in the store. @returns the size of the log */
const completeLog = async (
  signingKey: SigningKey,
  { directory, store, reportFault }: AuditOptions,
  entries: Entries,
): Promise<number> => {
  const sequencer = await openSequencer(directory, signingKey, reportFault)
  try {
    await sequencer.sync()
    await recoverRecords(store, sequencer, entries)
    await sequencer.publish()
    return sequencer.size
  } finally {
    await sequencer.close()
  }
}

/** Opens the audit log of a server, and completes it with what the last run had committed. */
export const openAudit = async (options: AuditOptions): Promise<Recorder> => {
  const { directory, node, store, now, random, reportFault } = options
  await makeDirectory(directory)
  await makeDirectory(toJournalPath(directory))
  const signingKey = await openSigningKey(directory, node)
  const keys = await openPeriodKeys(store, now, random, reportFault)
  let getSize = (): number => 0
  const entries = createEntries({ ...{ node, store, now, random }, getKey: keys.getKey, getSize: () => getSize() })
  const size = await completeLog(signingKey, options, entries)
  const thread = await startSequencer({ directory, signingKey }, reportFault)
  const journal = openJournal(toJournalPath(directory), size, thread.allocate)
  getSize = () => journal.size
  const recorder = createRecorder({ ...options, entries, journal, thread })
  return {
    ...recorder,
    async close() {
      keys.close()
      await recorder.close()
    },
  }
}
