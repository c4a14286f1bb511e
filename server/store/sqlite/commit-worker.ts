import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import type { CommitOutcome, RowSet } from '../record/row.ts'
import { createRowWriter } from './row-writer.ts'
import { openForWriting } from './sqlite-connection.ts'

/** To the thread: change sets, and whether to commit now or to wait for more; or to end. */
export type WorkerRequest = { readonly sets: readonly RowSet[]; readonly commit: boolean } | 'close'
/** What the thread needs to write. */
export interface WorkerStart {
  readonly path: string
  /** By `takeFence`. */
  readonly epoch: string
}
/** From the thread: one outcome per change set in the order of arrival, or that it is ready. */
export type WorkerAnswer = readonly CommitOutcome[] | 'ready'

/** Change sets that are committed at once although more are announced. */
const FULL = 16
/** The most change sets in one transaction. */
const LARGEST = 256
/** Milliseconds until erased bytes are gone from the write-ahead log too. */
const ERASE_DELAY = 1_000

if (!parentPort) throw new Error('The commit worker runs as a worker thread only')
const port = parentPort
const { path, epoch }: WorkerStart = workerData
const db = openForWriting(path)
const writer = createRowWriter(db, epoch)
const truncateLog = db.prepare('PRAGMA wal_checkpoint(TRUNCATE)')
let eraseTimer: NodeJS.Timeout | undefined

const answer = (message: WorkerAnswer) => port.postMessage(message)

function eraseLog(): void {
  eraseTimer = undefined
  try {
    if (truncateLog.get()?.busy === 0) return
  } catch {
    // The file system refuses for now. Commits report it; the next try is scheduled.
  }
  eraseTimer = setTimeout(eraseLog, ERASE_DELAY)
}

function close(): void {
  clearTimeout(eraseTimer)
  truncateLog.get()
  db.close()
  port.close()
}

/** Commits once it has applied all that has arrived. */
port.on('message', (first: WorkerRequest) => {
  let isComplete = true
  for (let request: WorkerRequest | undefined = first; request; request = receiveMessageOnPort(port)?.message) {
    if (request === 'close') return close()
    writer.add(request.sets)
    isComplete = request.commit
    if (writer.size >= LARGEST) break
  }
  if (writer.size === 0 || (!isComplete && writer.size < FULL)) return
  const { outcomes, hasErased } = writer.commit()
  answer(outcomes)
  if (hasErased) eraseTimer ??= setTimeout(eraseLog, ERASE_DELAY)
})

truncateLog.get()
answer('ready')
