import type { Version } from '../../codec/index.ts'
import type { DocumentChange, ObjectStore, StoredDocument } from '../store/store.ts'
import { decodeNotice, encodeNotice, type Notice } from './notice.ts'
import type { ReverseChannel } from './reverse-channel.ts'

/** A client that listens at an address of its own. */
export interface Endpoint {
  /** Principal id: whose objects it is told of. */
  readonly owner: string
  readonly version: Version
  /** Whether new objects are sent to it, with their keys. */
  readonly put: boolean
  connect(): Promise<ReverseChannel>
}

export interface OutboxOptions {
  readonly endpoint: Endpoint
  readonly store: Pick<ObjectStore, 'commit' | 'documents'>
  readonly newKey: () => string
  /** Why the client did not take it; `undefined` when it did. */
  send(line: ReverseChannel, notice: Notice, version: Version): Promise<string | undefined>
  /** It will be tried again. */
  onDelayed(why: string): void
  /** It will never come. */
  onLost(notice: Notice, why: string): void
  reportFault(error: unknown): void
  /** Milliseconds before the next try. */
  readonly delays?: { readonly first: number; readonly longest: number }
}

/** What is still to be told to one client, kept in the store: committed with the change that it is about. */
export interface Outbox {
  readonly endpoint: Endpoint
  /** The documents that keep these notices; none for those that there is no room for. */
  createDocuments(notices: readonly Notice[]): DocumentChange[]
  /** They were not committed after all. */
  withdraw(notices: number): void
  /** They are committed. */
  wake(): void
  start(): Promise<void>
  close(): Promise<void>
}

const kind = 'notification'
/** Notices that may wait for a client that cannot be reached. */
const maximumQueued = 10_000
/** Times that a client may refuse one notice. */
const maximumRefusals = 5
/** Notices read at once. */
const page = 20

export const createOutbox = (options: OutboxOptions): Outbox => {
  const { endpoint, store, newKey, send, delays = { first: 1000, longest: 60_000 } } = options
  const { owner } = endpoint
  let line: ReverseChannel | undefined
  let waiting = 0
  let delay = delays.first
  let refusals = 0
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | undefined
  let again = false
  let closed = false

  const connectOnce = async (): Promise<ReverseChannel> => {
    if (line) return line
    const opened = await endpoint.connect()
    if (closed) {
      opened.close('the server stops')
      throw new Error('the server stops')
    }
    line = opened
    void opened.ended.then(() => {
      if (line === opened) line = undefined
    })
    return opened
  }

  /** Whether it is dealt with. */
  const deliver = async (document: StoredDocument): Promise<boolean> => {
    const notice = decodeNotice(document.content)
    const why = await send(await connectOnce(), notice, endpoint.version)
    if (why !== undefined && ++refusals < maximumRefusals) {
      options.onDelayed(why)
      return false
    }
    if (why !== undefined) options.onLost(notice, why)
    await store.commit([], [], [{ kind: 'delete', document }])
    waiting = Math.max(0, waiting - 1)
    refusals = 0
    delay = delays.first
    return true
  }

  const scheduleRetry = (): void => {
    if (closed) return
    timer = setTimeout(wake, delay).unref()
    delay = Math.min(delay * 2, delays.longest)
  }

  const deliverAll = async (): Promise<void> => {
    try {
      do {
        again = false
        const documents = await store.documents({ kind, owner, maximumItems: page })
        for (const document of documents) if (closed || !(await deliver(document))) return scheduleRetry()
        again ||= documents.length === page
      } while (again && !closed)
    } catch (error) {
      if (!closed) options.onDelayed(error instanceof Error ? error.message : String(error))
      scheduleRetry()
    }
  }

  function wake(): void {
    clearTimeout(timer)
    timer = undefined
    again = true
    running ??= deliverAll().finally(() => {
      running = undefined
      // Woken after the last look, and before this.
      if (again && !closed && timer === undefined) wake()
    })
  }

  return {
    endpoint,
    createDocuments(notices) {
      const kept = notices.slice(0, Math.max(0, maximumQueued - waiting))
      for (const notice of notices.slice(kept.length)) options.onLost(notice, `more than ${maximumQueued} wait already`)
      waiting += kept.length
      return kept.map((notice) => ({
        kind: 'create',
        document: { kind, key: newKey(), owner, revision: 0, content: encodeNotice(notice) },
      }))
    },
    withdraw(notices) {
      waiting = Math.max(0, waiting - notices)
    },
    wake() {
      // One that waits for a client to come back is not woken by more of the same.
      if (timer === undefined) wake()
    },
    async start() {
      waiting = (await store.documents({ kind, owner, maximumItems: maximumQueued })).length
      if (waiting) wake()
    },
    async close() {
      closed = true
      clearTimeout(timer)
      // Without a line there is nothing under way but, perhaps, a connection that is being opened.
      if (!line) return
      line.close('the server stops')
      await running
    },
  }
}
