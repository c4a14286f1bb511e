import type { Version } from '../../codec/index.ts'
import type { DocumentChange, ObjectStore, StoredDocument } from '../store/store.ts'
import { type Notice, noticeFromBytes, noticeToBytes } from './notice.ts'
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
  delayed(why: string): void
  /** It will never come. */
  lost(notice: Notice, why: string): void
  fault(error: unknown): void
  /** Milliseconds before the next try. */
  readonly delays?: { readonly first: number; readonly longest: number }
}

/** What is still to be told to one client, kept in the store: committed with the change that it is about. */
export interface Outbox {
  readonly endpoint: Endpoint
  /** The documents that keep these notices; none for those that there is no room for. */
  documents(notices: readonly Notice[]): DocumentChange[]
  /** They were not committed after all. */
  withdraw(notices: number): void
  /** They are committed. */
  wake(): void
  start(): Promise<void>
  close(): Promise<void>
}

const kind = 'notification'
/** Notices that may wait for a client that cannot be reached. */
const mostWaiting = 10_000
/** Times that a client may refuse one notice. */
const mostRefusals = 5
/** Notices read at once. */
const page = 20

export const outbox = (options: OutboxOptions): Outbox => {
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

  const connected = async (): Promise<ReverseChannel> => {
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
    const notice = noticeFromBytes(document.content)
    const why = await send(await connected(), notice, endpoint.version)
    if (why !== undefined && ++refusals < mostRefusals) {
      options.delayed(why)
      return false
    }
    if (why !== undefined) options.lost(notice, why)
    await store.commit([], [], [{ kind: 'delete', document }])
    waiting = Math.max(0, waiting - 1)
    refusals = 0
    delay = delays.first
    return true
  }

  const later = (): void => {
    if (closed) return
    timer = setTimeout(wake, delay).unref()
    delay = Math.min(delay * 2, delays.longest)
  }

  const work = async (): Promise<void> => {
    try {
      do {
        again = false
        const documents = await store.documents({ kind, owner, maximumItems: page })
        for (const document of documents) if (closed || !(await deliver(document))) return later()
        again ||= documents.length === page
      } while (again && !closed)
    } catch (error) {
      if (!closed) options.delayed(error instanceof Error ? error.message : String(error))
      later()
    }
  }

  function wake(): void {
    clearTimeout(timer)
    timer = undefined
    again = true
    running ??= work().finally(() => {
      running = undefined
      // Woken after the last look, and before this.
      if (again && !closed && timer === undefined) wake()
    })
  }

  return {
    endpoint,
    documents(notices) {
      const kept = notices.slice(0, Math.max(0, mostWaiting - waiting))
      for (const notice of notices.slice(kept.length)) options.lost(notice, `more than ${mostWaiting} wait already`)
      waiting += kept.length
      return kept.map((notice) => ({
        kind: 'create',
        document: { kind, key: newKey(), owner, revision: 0, content: noticeToBytes(notice) },
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
      waiting = (await store.documents({ kind, owner, maximumItems: mostWaiting })).length
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
