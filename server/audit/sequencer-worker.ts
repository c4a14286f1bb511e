import { parentPort, workerData } from 'node:worker_threads'
import { allocateSegment, toSparePath } from './journal-files.ts'
import { openSequencer, toJournalPath } from './sequencer.ts'
import type { SigningKey } from './signing-key.ts'

/** What the thread needs to start. */
export interface SequencerStart {
  /** The folder of the log. */
  readonly directory: string
  /** Signs checkpoints. */
  readonly signingKey: SigningKey
}

/** To the thread: make durable what the journal has; prepare a segment; or end. */
export type SequencerRequest = 'sync' | 'allocate' | 'close'

/** From the thread. */
export type SequencerAnswer =
  | { readonly kind: 'ready' }
  /** The first `size` entries are durable. */
  | { readonly kind: 'synced'; readonly size: number }
  /** A `sync` failed, or work behind it. */
  | { readonly kind: 'failed'; readonly request: SequencerRequest | 'checkpoint'; readonly error: unknown }

/** Milliseconds between checkpoints, while the log grows. */
const interval = 1000

if (!parentPort) throw new Error('The sequencer runs as a worker thread only')
const port = parentPort
const { directory, signingKey }: SequencerStart = workerData
const answer = (message: SequencerAnswer): void => port.postMessage(message)
const sequencer = await openSequencer(directory, signingKey, (error) =>
  answer({ kind: 'failed', request: 'checkpoint', error }),
)

const handle: Readonly<Record<SequencerRequest | 'checkpoint', () => Promise<void>>> = {
  async sync() {
    answer({ kind: 'synced', size: await sequencer.sync() })
  },
  async allocate() {
    allocateSegment(toSparePath(toJournalPath(directory)))
  },
  checkpoint: () => sequencer.publish(),
  async close() {
    clearInterval(timer)
    await sequencer.publish()
    await sequencer.close()
    port.close()
  },
}

let last: Promise<void> = Promise.resolve()
const perform = (request: SequencerRequest | 'checkpoint'): void => {
  last = last.then(handle[request]).catch((error: unknown) => answer({ kind: 'failed', request, error }))
}
const timer = setInterval(() => perform('checkpoint'), interval)
port.on('message', perform)
answer({ kind: 'ready' })
