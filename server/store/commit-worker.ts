import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { createApply } from './apply.ts'
import type { Outcome, RowSet } from './row.ts'
import { openForWriting } from './sqlite-connection.ts'

/** What the store's thread is told: change sets to commit, or to end. */
export type WorkerRequest = readonly RowSet[] | 'close'
/** What it answers: one outcome per change set in the order of arrival, or that it is ready. */
export type WorkerAnswer = readonly Outcome[] | 'ready'

/** Milliseconds until what was erased is gone from the write-ahead log too. */
const ERASE_DELAY = 1_000

const port = parentPort
if (!port) throw new Error('The commit worker runs as a worker thread only')
const db = openForWriting(workerData)
const apply = createApply(db)
const truncateLog = db.prepare('PRAGMA wal_checkpoint(TRUNCATE)')
let eraseTimer: NodeJS.Timeout | undefined

const answer = (message: WorkerAnswer) => port.postMessage(message)

function eraseLog(): void {
  eraseTimer = undefined
  try {
    if (truncateLog.get()?.busy === 0) return
  } catch {
    // The file system refuses for now; commits report it, and what is due stays due.
  }
  eraseTimer = setTimeout(eraseLog, ERASE_DELAY)
}

/** Change sets that have arrived in the meantime; `close` comes only when none are under way. */
const more = (): readonly RowSet[] | undefined => receiveMessageOnPort(port)?.message

port.on('message', (request: WorkerRequest) => {
  if (request === 'close') {
    clearTimeout(eraseTimer)
    truncateLog.get()
    db.close()
    port.close()
    return
  }
  const { outcomes, erased } = apply(request, more)
  answer(outcomes)
  if (erased) eraseTimer ??= setTimeout(eraseLog, ERASE_DELAY)
})

truncateLog.get()
answer('ready')
