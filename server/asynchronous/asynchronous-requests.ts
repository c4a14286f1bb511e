import { KmipError, type ResponseBatchItem } from '../../codec/index.ts'
import { RevisionConflict } from '../store/errors.ts'
import type { DocumentChange, ObjectStore } from '../store/store.ts'
import type { AsynchronousLimits } from './limits.ts'
import { createQueue } from './queue.ts'
import { createQuota } from './quota.ts'
import {
  decodeCorrelation,
  type RequestRecord,
  requestKind,
  type StoredRequest,
  toDocument,
  toStoredRequest,
} from './request-record.ts'

/** The part of a record that the submitter gives; the rest is the same for all items of a batch. */
export type Submission = Omit<RequestRecord, 'batch' | 'position' | 'items' | 'submitted' | 'restarts'>

/** Asynchronous requests, which Poll answers. KMIP 1.4 §4.27, §4.28, §6.7; 2.1 §6.1.5, §6.1.38, §9.2. */
export interface AsynchronousRequests {
  /**
   * Stores the items of one batch; resolves to their correlation values, in the same order, once they are durable.
   *
   * @throws KmipError Server Limit Exceeded when the principal's quota is used up
   */
  submit(items: readonly Submission[]): Promise<readonly Uint8Array[]>
  /** A request of this principal, unless expired. */
  find(principal: string, key: string): Promise<StoredRequest | undefined>
  /** All requests of this principal, oldest first. */
  list(principal: string): Promise<readonly StoredRequest[]>
  /** Starts its batch without delay and waits for the result, for some milliseconds at most; returns the request. */
  expedite(request: StoredRequest, milliseconds?: number): Promise<StoredRequest | undefined>
  isRunning(record: RequestRecord): boolean
  /** The change that stores a result, or marks it as obtained. */
  finish(request: StoredRequest, outcome: Pick<RequestRecord, 'result' | 'canceled' | 'obtained'>): DocumentChange
  readonly limits: AsynchronousLimits
  /** Starts nothing more and waits for running batches; the rest runs after the next start. */
  close(): Promise<void>
}

export interface AsynchronousOptions {
  readonly store: ObjectStore
  readonly limits: AsynchronousLimits
  readonly now: () => Date
  readonly random: (size: number) => Uint8Array
  /**
   * Runs the pending items of a batch, commits each result and calls `done` for it. Rejects when the store fails.
   */
  readonly run: (keys: readonly string[], done: (key: string) => void) => Promise<void>
  readonly reportFault: (error: unknown) => void
}

/** Bytes of a correlation value: too many to guess. */
const correlationSize = 16
/** Server starts until a pending request is abandoned: it may be the cause of a crash. */
const maximumRestarts = 5
/** Milliseconds between searches for expired requests. */
const sweepInterval = 60_000
const sweepBatchSize = 200

const createAbandonedResult = (record: RequestRecord): ResponseBatchItem =>
  ({
    operation: record.item.operation,
    resultStatus: 'OperationFailed',
    resultReason: 'GeneralFailure',
    resultMessage: `The request was abandoned after ${maximumRestarts} restarts of the server. Send it again.`,
  }) as ResponseBatchItem

/** An altered request does not run, and polling it fails. The others do not depend on it, except those of its batch. */
const onUnreadable = (): void => undefined

/** The requests of one batch, in their order. */
const selectBatch = (all: readonly StoredRequest[], batch: string): StoredRequest[] =>
  all.filter(({ record }) => record.batch === batch).sort((a, b) => a.record.position - b.record.position)

/**
 * Whether pending items may depend on one that is no longer in the store: by the ID Placeholder, because the batch stops at a
 * failure, or because all of it is undone.
 */
const isIncomplete = (items: readonly StoredRequest[]): boolean =>
  items.some(
    ({ record }, at) =>
      !record.result && (record.position !== at || (record.continuation === 'Undo' && items.length < record.items)),
  )

const createIncompleteResult = (record: RequestRecord): ResponseBatchItem =>
  ({
    operation: record.item.operation,
    resultStatus: 'OperationFailed',
    resultReason: 'GeneralFailure',
    resultMessage: 'Another item of the batch is no longer in the store, so this one was not run. Send it again.',
  }) as ResponseBatchItem

export const createAsynchronousRequests = (options: AsynchronousOptions): AsynchronousRequests => {
  const { store, limits, now, random } = options
  const queue = createQueue(limits.atOnce)
  const quota = createQuota(limits)
  /** Callbacks by request, called when it is done. */
  const waiters = new Map<string, Set<() => void>>()

  const addSeconds = (seconds: number): Date => new Date(now().getTime() + seconds * 1000)

  const finish: AsynchronousRequests['finish'] = (request, outcome) => {
    const until = addSeconds(outcome.obtained || outcome.canceled ? limits.keepObtained : limits.keepResult)
    const document = toDocument({ ...request, record: { ...request.record, ...outcome } }, until)
    quota.add(document.owner, document.key, document.content.length)
    return { kind: 'update', document }
  }

  const notifyWaiters = (key: string): void => {
    for (const resolve of waiters.get(key) ?? []) resolve()
    waiters.delete(key)
  }

  const enqueue = (batch: string, principal: string, keys: readonly string[], delay: number): void => {
    const run = async () => {
      try {
        await options.run(keys, notifyWaiters)
      } catch (error) {
        options.reportFault(error)
        queue.add(batch, principal, limits.retryDelay, run)
        return
      }
      keys.forEach(notifyWaiters)
    }
    queue.add(batch, principal, delay, run)
  }

  const forgetOne = async ({ key, revision, record }: StoredRequest): Promise<void> => {
    try {
      await store.commit([], [], [{ kind: 'delete', document: { kind: requestKind, key, revision } }])
      quota.remove(record.principal.id, key)
    } catch (error) {
      // Polled meanwhile, so that it expires later, or already dropped.
      if (!(error instanceof RevisionConflict)) throw error
    }
  }
  const forget = (all: readonly StoredRequest[]) => Promise.all(all.map(forgetOne))

  const sweep = async (): Promise<void> => {
    for (let found = sweepBatchSize; found === sweepBatchSize; ) {
      const due = await store.documents({
        ...{ kind: requestKind, dueBy: now(), maximumItems: sweepBatchSize, onUnreadable },
      })
      found = due.length
      await forget(due.map(toStoredRequest))
    }
  }
  const sweeper = setInterval(() => void sweep().catch(options.reportFault), sweepInterval).unref()

  /** Runs again what an earlier process left, unless it was tried too often. */
  const resume = async (): Promise<void> => {
    await sweep()
    const all = (await store.documents({ kind: requestKind, onUnreadable })).map(toStoredRequest)
    for (const { key, bytes, record } of all) quota.add(record.principal.id, key, bytes)
    const open = all.filter(({ record }) => !record.result)
    const batches = [...new Set(open.map(({ record }) => record.batch))].map((batch) => selectBatch(all, batch))
    const incomplete = new Set(batches.filter(isIncomplete).flat())
    const changes = open.map((request): DocumentChange => {
      const restarts = request.record.restarts + 1
      const record = { ...request.record, restarts }
      if (incomplete.has(request)) return finish(request, { result: createIncompleteResult(record) })
      return restarts > maximumRestarts
        ? finish(request, { result: createAbandonedResult(record) })
        : { kind: 'update', document: toDocument({ ...request, record }) }
    })
    if (changes.length) await store.commit([], [], changes)
    for (const items of batches) {
      const batch = items[0]?.record.batch ?? ''
      enqueue(
        batch,
        items[0]?.record.principal.id ?? '',
        items.map(({ key }) => key),
        0,
      )
    }
  }
  const resumed = resume()
  resumed.catch(options.reportFault)

  const find: AsynchronousRequests['find'] = async (principal, key) => {
    await resumed
    const [document] = await store.documents({ kind: requestKind, key })
    return document?.owner !== principal || (document.due && document.due <= now())
      ? undefined
      : toStoredRequest(document)
  }

  return {
    limits,
    find,
    finish,
    async list(principal) {
      await resumed
      const documents = await store.documents({ kind: requestKind, owner: principal, onUnreadable })
      return documents.filter(({ due }) => !due || due > now()).map(toStoredRequest)
    },
    async submit(items) {
      await resumed
      const principal = items[0]?.principal.id ?? ''
      const batch = Buffer.from(random(correlationSize)).toString('hex')
      const documents = items.map((item, position) => {
        const record: RequestRecord = { ...item, batch, position, items: items.length, submitted: now(), restarts: 0 }
        return toDocument({ key: Buffer.from(random(correlationSize)).toString('hex'), revision: 0, record })
      })
      if (!quota.hasRoomFor(principal, documents)) {
        await forget((await this.list(principal)).filter(({ record }) => record.obtained || record.canceled))
        if (!quota.hasRoomFor(principal, documents))
          throw new KmipError(
            'ServerLimitExceeded',
            'Too many asynchronous requests are pending or not polled: poll or cancel some of them first.',
          )
      }
      for (const { key, content } of documents) quota.add(principal, key, content.length)
      try {
        await store.commit(
          [],
          [],
          documents.map((document) => ({ kind: 'create', document })),
        )
      } catch (error) {
        for (const { key } of documents) quota.remove(principal, key)
        throw error
      }
      enqueue(
        batch,
        principal,
        documents.map(({ key }) => key),
        limits.startDelay,
      )
      return documents.map(({ key }) => decodeCorrelation(key))
    },
    async expedite({ key, record }, milliseconds) {
      const { promise, resolve } = Promise.withResolvers<void>()
      const callbacks = waiters.get(key) ?? new Set()
      waiters.set(key, callbacks.add(resolve))
      // Done since it was read, or running on another server.
      if (!queue.has(record.batch)) notifyWaiters(key)
      const timer = milliseconds === undefined ? undefined : setTimeout(resolve, milliseconds)
      queue.startNow(record.batch)
      await promise
      clearTimeout(timer)
      callbacks.delete(resolve)
      return find(record.principal.id, key)
    },
    isRunning: ({ batch }) => queue.isRunning(batch),
    async close() {
      clearInterval(sweeper)
      await resumed.catch(() => undefined)
      await queue.close()
      for (const key of [...waiters.keys()]) notifyWaiters(key)
    },
  }
}
