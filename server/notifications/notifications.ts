import type { Version } from '../../codec/index.ts'
import { createUniqueIdentifier } from '../attributes/create-unique-identifier.ts'
import type { CommitListener, CommitPart } from '../store/commit-listeners.ts'
import { isUnreadable } from '../store/errors.ts'
import type { Change, DocumentChange, ObjectStore, StoredObject } from '../store/store.ts'
import { createRequest, readRefusal } from './create-request.ts'
import { createNotify, createPut, type Notice } from './notice.ts'
import { createOutbox, type Endpoint, type Outbox } from './outbox.ts'
import type { ReverseChannel } from './reverse-channel.ts'
import { createSubscription, type Subscription } from './subscription.ts'

/** A delayed or lost notification, for the log. */
export interface NotificationTrouble {
  readonly owner: string
  /** `lost`: it is dropped. `delayed`: it will be retried. */
  readonly what: 'lost' | 'delayed'
  readonly why: string
  readonly uniqueIdentifier?: string
}

export interface NotificationOptions {
  /** What the outbox commits here reaches no listener. */
  readonly store: Pick<ObjectStore, 'get' | 'documents' | 'commit'>
  readonly endpoints: readonly Endpoint[]
  /** Nothing is sent to an owner who is not admitted. */
  readonly isAdmitted: (owner: string) => boolean
  readonly now: () => Date
  readonly random: (size: number) => Uint8Array
  readonly onTrouble: (trouble: NotificationTrouble) => void
  readonly reportFault: (error: unknown) => void
  readonly delays?: { readonly first: number; readonly longest: number }
}

export interface Notifications {
  /** Adds notices to the store's commits, and sends them once the commit is durable. */
  readonly listener: CommitListener
  /** Sends notifications on a connection with reversed roles. */
  subscribe(channel: ReverseChannel, owner: string, version: Version): void
  /** Sends the notices that an earlier server process left. */
  start(): Promise<void>
  close(): Promise<void>
}

/** Notifies owners of changes to their objects: on connections with reversed roles, and at configured endpoints. */
export const createNotifications = (options: NotificationOptions): Notifications => {
  const { store, now, random, onTrouble, reportFault } = options
  const newKey = () => createUniqueIdentifier(random, now())
  const subscriptions = new Map<string, Set<Subscription>>()
  const outboxes = new Map<string, Outbox[]>()

  const send = async (channel: ReverseChannel, notice: Notice, version: Version): Promise<string | undefined> => {
    let object: StoredObject | undefined
    try {
      object = await store.get(notice.uniqueIdentifier)
    } catch (error) {
      // A notice about an altered object must not hold up the others.
      if (!isUnreadable(error)) throw error
      return error.message
    }
    if (!object) return undefined
    let bytes: Uint8Array | undefined
    try {
      bytes = createRequest(notice, object, version, { now: now(), correlation: newKey() })
    } catch (error) {
      return `KMIP ${version} cannot express it: ${error instanceof Error ? error.message : error}`
    }
    return bytes && readRefusal(await channel.request(bytes))
  }

  for (const endpoint of options.endpoints) {
    const { owner } = endpoint
    const outbox = createOutbox({
      ...{
        endpoint,
        store,
        newKey,
        send,
        reportFault,
        isAdmitted: () => options.isAdmitted(owner),
        ...(options.delays && { delays: options.delays }),
      },
      onDelayed: (why) => onTrouble({ owner, what: 'delayed', why }),
      onLost: ({ uniqueIdentifier }, why) => onTrouble({ owner, what: 'lost', why, uniqueIdentifier }),
    })
    outboxes.set(owner, [...(outboxes.get(owner) ?? []), outbox])
  }

  const hasRecipient = (change: Change): change is Exclude<Change, { kind: 'delete' }> =>
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
  ): { outbox: Outbox; documents: DocumentChange[] }[] =>
    [...notices].flatMap(([owner, ownerNotices]) =>
      (outboxes.get(owner) ?? []).map((outbox) => ({
        outbox,
        documents: outbox.createDocuments(
          ownerNotices.filter(({ operation }) => operation === 'Notify' || outbox.endpoint.put),
        ),
      })),
    )

  const prepare = async (changes: readonly Exclude<Change, { kind: 'delete' }>[]): Promise<CommitPart> => {
    const notices = await createNotices(changes)
    const entries = createOutboxDocuments(notices)
    return {
      documents: entries.flatMap((each) => each.documents),
      failed() {
        for (const { outbox, documents } of entries) outbox.withdraw(documents.length)
      },
      committed() {
        for (const [owner, ownerNotices] of notices)
          for (const each of subscriptions.get(owner) ?? []) for (const notice of ownerNotices) each.offer(notice)
        for (const { outbox } of entries) outbox.wake()
      },
    }
  }

  return {
    listener({ changes }) {
      const relevant = changes.filter(hasRecipient)
      return relevant.length === 0 ? undefined : prepare(relevant)
    },
    subscribe(channel, owner, version) {
      const subscription = createSubscription({
        ...{ owner, version, channel, send, reportFault },
        onRefused: ({ uniqueIdentifier }, why) => onTrouble({ owner, what: 'lost', why, uniqueIdentifier }),
      })
      const all = subscriptions.get(owner) ?? new Set()
      subscriptions.set(owner, all.add(subscription))
      void channel.ended.then(() => {
        if (all.delete(subscription) && all.size === 0 && subscriptions.get(owner) === all) subscriptions.delete(owner)
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
