import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import type { Outcome, RowSet } from '../record/row.ts'
import { createRowWriter } from './row-writer.ts'
import { openForWriting } from './sqlite-connection.ts'

/** What the store's thread is told: change sets, whether they are to be committed now or more are to follow; or to end. */
export type WorkerRequest = { readonly sets: readonly RowSet[]; readonly commit: boolean } | 'close'
/** What it answers: one outcome per change set in the order of arrival, or that it is ready. */
export type WorkerAnswer = readonly Outcome[] | 'ready'

/** Change sets that are committed without waiting for more that are announced. */
const ENOUGH = 16
/** Change sets in one transaction, even if more have arrived. */
const TOGETHER = 256
/** Milliseconds until what was erased is gone from the write-ahead log too. */
const ERASE_DELAY = 1_000

if (!parentPort) throw new Error('The commit worker runs as a worker thread only')
const port = parentPort
const db = openForWriting(workerData)
const writer = createRowWriter(db)
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

function close(): void {
  clearTimeout(eraseTimer)
  truncateLog.get()
  db.close()
  port.close()
}

/** Commits once all that has arrived is in. */
port.on('message', (first: WorkerRequest) => {
  let isComplete = true
  for (let request: WorkerRequest | undefined = first; request; request = receiveMessageOnPort(port)?.message) {
    if (request === 'close') return close()
    writer.add(request.sets)
    isComplete = request.commit
    if (writer.size >= TOGETHER) break
  }
  if (writer.size === 0 || (!isComplete && writer.size < ENOUGH)) return
  const { outcomes, erased } = writer.commit()
  answer(outcomes)
  if (erased) eraseTimer ??= setTimeout(eraseLog, ERASE_DELAY)
})

truncateLog.get()
answer('ready')
