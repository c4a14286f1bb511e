import type { Version } from '../../codec/index.ts'
import type { DocumentChange, ObjectStore, StoredDocument } from '../store/store.ts'
import { decodeNotice, encodeNotice, type Notice } from './notice.ts'
import type { ReverseChannel } from './reverse-channel.ts'

/** A client that listens for notifications at its own address. */
export interface Endpoint {
  /** Principal id: the client receives notifications about this owner's objects. */
  readonly owner: string
  readonly version: Version
  /** Whether the client receives new objects too, with their keys. */
  readonly put: boolean
  connect(): Promise<ReverseChannel>
}

export interface OutboxOptions {
  readonly endpoint: Endpoint
  readonly store: Pick<ObjectStore, 'commit' | 'documents'>
  readonly newKey: () => string
  /** While the client is not, its notices wait. */
  readonly isAdmitted: () => boolean
  /** Resolves to why the client refused it; to `undefined` when it accepted. */
  send(channel: ReverseChannel, notice: Notice, version: Version): Promise<string | undefined>
  /** Delivery failed and will be retried. */
  onDelayed(why: string): void
  /** The notice is dropped. */
  onLost(notice: Notice, why: string): void
  reportFault(error: unknown): void
  /** Milliseconds before the next retry. */
  readonly delays?: { readonly first: number; readonly longest: number }
}

/** The undelivered notices of one client, stored in the same commit as the changes they are about. */
export interface Outbox {
  readonly endpoint: Endpoint
  /** The documents that store these notices; drops notices beyond the maximum. */
  createDocuments(notices: readonly Notice[]): DocumentChange[]
  /** The commit of these notices failed. */
  withdraw(notices: number): void
  /** The commit succeeded: starts delivery. */
  wake(): void
  start(): Promise<void>
  close(): Promise<void>
}

const kind = 'notification'
/** Queued notices for an unreachable client. */
const maximumQueued = 10_000
/** Refusals of one notice until it is dropped. */
const maximumRefusals = 5
/** An altered notice is not sent; the others are. */
const onUnreadable = (): void => undefined
/** Notices of one query. */
const pageSize = 20

export const createOutbox = (options: OutboxOptions): Outbox => {
  const { endpoint, store, newKey, send, delays = { first: 1000, longest: 60_000 } } = options
  const { owner } = endpoint
  let channel: ReverseChannel | undefined
  let queued = 0
  let delay = delays.first
  let refusals = 0
  let timer: NodeJS.Timeout | undefined
  let delivery: Promise<void> | undefined
  let isWoken = false
  let closed = false

  const connectOnce = async (): Promise<ReverseChannel> => {
    if (channel) return channel
    const opened = await endpoint.connect()
    if (closed) {
      opened.close('the server is stopping')
      throw new Error('the server is stopping')
    }
    channel = opened
    void opened.ended.then(() => {
      if (channel === opened) channel = undefined
    })
    return opened
  }

  /** Whether the notice is delivered or dropped. */
  const deliver = async (document: StoredDocument): Promise<boolean> => {
    const notice = decodeNotice(document.content)
    const why = await send(await connectOnce(), notice, endpoint.version)
    if (why !== undefined && ++refusals < maximumRefusals) {
      options.onDelayed(why)
      return false
    }
    if (why !== undefined) options.onLost(notice, why)
    await store.commit([], [], [{ kind: 'delete', document }])
    queued = Math.max(0, queued - 1)
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
      if (!options.isAdmitted()) {
        channel?.close('the client is revoked')
        return scheduleRetry()
      }
      do {
        isWoken = false
        const documents = await store.documents({ kind, owner, maximumItems: pageSize, onUnreadable })
        for (const document of documents) if (closed || !(await deliver(document))) return scheduleRetry()
        isWoken ||= documents.length === pageSize
      } while (isWoken && !closed)
    } catch (error) {
      if (!closed) options.onDelayed(error instanceof Error ? error.message : String(error))
      scheduleRetry()
    }
  }

  function wake(): void {
    clearTimeout(timer)
    timer = undefined
    isWoken = true
    delivery ??= deliverAll().finally(() => {
      delivery = undefined
      // Woken after the last query, and before this.
      if (isWoken && !closed && timer === undefined) wake()
    })
  }

  return {
    endpoint,
    createDocuments(notices) {
      const accepted = notices.slice(0, Math.max(0, maximumQueued - queued))
      for (const notice of notices.slice(accepted.length))
        options.onLost(notice, `more than ${maximumQueued} are queued`)
      queued += accepted.length
      return accepted.map((notice) => ({
        kind: 'create',
        document: { kind, key: newKey(), owner, revision: 0, content: encodeNotice(notice) },
      }))
    },
    withdraw(notices) {
      queued = Math.max(0, queued - notices)
    },
    wake() {
      // While a retry is scheduled, new notices do not start a delivery.
      if (timer === undefined) wake()
    },
    async start() {
      queued = (await store.documents({ kind, owner, maximumItems: maximumQueued, onUnreadable })).length
      if (queued) wake()
    },
    async close() {
      closed = true
      clearTimeout(timer)
      // Without a channel, at most a connection attempt is in progress.
      if (!channel) return
      channel.close('the server is stopping')
      await delivery
    },
  }
}
