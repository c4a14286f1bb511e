import { join } from 'node:path'
import { formatCheckpoint } from '../../transparency/checkpoint.ts'
import { openLogFiles } from '../../transparency/log-files.ts'
import { signNote } from '../../transparency/note.ts'
import { createNoteSigner } from '../../transparency/note-signer.ts'
import { createJournalReader } from './journal-reader.ts'
import { readSigningKey, type SigningKey } from './signing-key.ts'

/** Brings the entries of the journal into the log. */
export interface Sequencer {
  /** Entries in the log, of the journal or not. */
  readonly size: number
  /** Makes durable what the journal has, and adds it to the log. @returns how many entries are durable */
  sync(): Promise<number>
  /** Adds entries that the journal does not have. */
  append(entries: readonly Uint8Array[]): void
  readEntries(begin: number, end: number): Promise<readonly Buffer[]>
  /** Signs a checkpoint over everything in the log. Segments of the journal before it go. */
  publish(): Promise<void>
  close(): Promise<void>
}

/** Entries that the log takes at once. */
const entriesAtOnce = 1024

/** The folder of the journal in that of the log. */
export const toJournalPath = (directory: string): string => join(directory, 'journal')

export const openSequencer = async (
  directory: string,
  { origin, key }: SigningKey,
  onProblem: (error: Error) => void,
): Promise<Sequencer> => {
  const { log } = await openLogFiles(directory, { onProblem })
  const signer = createNoteSigner(origin, readSigningKey(key))
  const journal = createJournalReader(toJournalPath(directory))
  let published = -1
  /** Read from the journal, and not in the log because that failed. */
  let waiting: readonly Buffer[] = []
  return {
    get size() {
      return log.size
    },
    async sync() {
      waiting = [...waiting, ...(await journal.read(log.size + waiting.length))]
      while (waiting.length > 0) {
        log.append(waiting.slice(0, entriesAtOnce))
        waiting = waiting.slice(entriesAtOnce)
      }
      return log.size
    },
    append: (entries) => void log.append(entries),
    readEntries: (begin, end) => log.readEntries(begin, end),
    async publish() {
      if (log.size === published) return
      const head = await log.sync()
      await log.publish(signNote(formatCheckpoint({ origin, ...head, extensions: [] }), [signer]))
      published = head.size
      await journal.remove(head.size)
    },
    close: () => log.close(),
  }
}
