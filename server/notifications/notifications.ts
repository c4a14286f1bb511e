import type { Version } from '../../codec/index.ts'
import { createUniqueIdentifier } from '../attributes/create-unique-identifier.ts'
import type { CommitListener, CommitPart } from '../store/commit-listeners.ts'
import type { Change, DocumentChange, ObjectStore, StoredObject } from '../store/store.ts'
import { createRequest, readRefusal } from './create-request.ts'
import { createNotify, createPut, type Notice } from './notice.ts'
import { createOutbox, type Endpoint, type Outbox } from './outbox.ts'
import type { ReverseChannel } from './reverse-channel.ts'
import { createSubscription, type Subscription } from './subscription.ts'

/** Something about a notification, for the log. */
export interface NotificationTrouble {
  readonly owner: string
  /** `lost`: it will not come. `delayed`: it is tried again. */
  readonly what: 'lost' | 'delayed'
  readonly why: string
  readonly uniqueIdentifier?: string
}

export interface NotificationOptions {
  /** What the outbox commits here reaches no listener. */
  readonly store: Pick<ObjectStore, 'get' | 'documents' | 'commit'>
  readonly endpoints: readonly Endpoint[]
  readonly now: () => Date
  readonly random: (size: number) => Uint8Array
  readonly onTrouble: (trouble: NotificationTrouble) => void
  readonly reportFault: (error: unknown) => void
  readonly delays?: { readonly first: number; readonly longest: number }
}

export interface Notifications {
  /** Of the store's commits: adds what an outbox has to send, and sends once the commit is durable. */
  readonly listener: CommitListener
  /** A client answers on this connection from now on. */
  subscribe(line: ReverseChannel, owner: string, version: Version): void
  /** Sends what a server before this one did not. */
  start(): Promise<void>
  close(): Promise<void>
}

/** Tells owners of their objects: on connections that they turned round, and at addresses of the configuration. */
export const createNotifications = (options: NotificationOptions): Notifications => {
  const { store, now, random, onTrouble: trouble, reportFault: fault } = options
  const newKey = () => createUniqueIdentifier(random, now())
  const subscriptions = new Map<string, Set<Subscription>>()
  const outboxes = new Map<string, Outbox[]>()

  const send = async (line: ReverseChannel, notice: Notice, version: Version): Promise<string | undefined> => {
    const object = await store.get(notice.uniqueIdentifier)
    if (!object) return undefined
    let bytes: Uint8Array | undefined
    try {
      bytes = createRequest(notice, object, version, { now: now(), correlation: newKey() })
    } catch (error) {
      return `it cannot be said in KMIP ${version}: ${error instanceof Error ? error.message : error}`
    }
    return bytes && readRefusal(await line.request(bytes))
  }

  for (const endpoint of options.endpoints) {
    const { owner } = endpoint
    const own = createOutbox({
      ...{ endpoint, store, newKey, send, reportFault: fault, ...(options.delays && { delays: options.delays }) },
      onDelayed: (why) => trouble({ owner, what: 'delayed', why }),
      onLost: ({ uniqueIdentifier }, why) => trouble({ owner, what: 'lost', why, uniqueIdentifier }),
    })
    outboxes.set(owner, [...(outboxes.get(owner) ?? []), own])
  }

  const isConcerned = (change: Change): change is Exclude<Change, { kind: 'delete' }> =>
    change.kind !== 'delete' && (subscriptions.has(change.object.owner) || outboxes.has(change.object.owner))

  /** By owner, in the order of the changes. */
  const createNotices = async (
    changes: readonly Exclude<Change, { kind: 'delete' }>[],
  ): Promise<Map<string, Notice[]>> => {
    const notices = new Map<string, Notice[]>()
    const known = new Map<string, StoredObject>()
    for (const { kind, object } of changes) {
      const { uniqueIdentifier, owner } = object
      const before =
        kind === 'create' ? undefined : (known.get(uniqueIdentifier) ?? (await store.get(uniqueIdentifier)))
      known.set(uniqueIdentifier, object)
      const notice = kind === 'create' ? createPut(object) : before && createNotify(before, object)
      if (notice) notices.set(owner, [...(notices.get(owner) ?? []), notice])
    }
    return notices
  }

  const createOutboxDocuments = (
    notices: ReadonlyMap<string, readonly Notice[]>,
  ): { box: Outbox; documents: DocumentChange[] }[] =>
    [...notices].flatMap(([owner, own]) =>
      (outboxes.get(owner) ?? []).map((box) => ({
        box,
        documents: box.createDocuments(own.filter(({ operation }) => operation === 'Notify' || box.endpoint.put)),
      })),
    )

  const prepare = async (changes: readonly Exclude<Change, { kind: 'delete' }>[]): Promise<CommitPart> => {
    const notices = await createNotices(changes)
    const boxes = createOutboxDocuments(notices)
    return {
      documents: boxes.flatMap((each) => each.documents),
      failed() {
        for (const { box, documents } of boxes) box.withdraw(documents.length)
      },
      committed() {
        for (const [owner, own] of notices)
          for (const each of subscriptions.get(owner) ?? []) for (const notice of own) each.offer(notice)
        for (const { box } of boxes) box.wake()
      },
    }
  }

  return {
    listener({ changes }) {
      const concerned = changes.filter(isConcerned)
      return concerned.length === 0 ? undefined : prepare(concerned)
    },
    subscribe(line, owner, version) {
      const own = createSubscription({
        ...{ owner, version, line, send, reportFault: fault },
        onRefused: ({ uniqueIdentifier }, why) => trouble({ owner, what: 'lost', why, uniqueIdentifier }),
      })
      const all = subscriptions.get(owner) ?? new Set()
      subscriptions.set(owner, all.add(own))
      void line.ended.then(() => {
        if (all.delete(own) && all.size === 0 && subscriptions.get(owner) === all) subscriptions.delete(owner)
      })
    },
    async start() {
      for (const each of [...outboxes.values()].flat()) await each.start()
    },
    async close() {
      await Promise.all([...outboxes.values()].flat().map((each) => each.close()))
    },
  }
}
