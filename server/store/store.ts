import type { AttributeInstance as Instance, ManagedObject, ObjectType, Version } from '../../codec/index.ts'

export type { ManagedObject }

/** One attribute instance of a stored object: it has an index. */
export type AttributeInstance = Instance & { readonly index: number }

/** One managed object in the store. Never change it in place: the store hands out the objects of its cache. */
export interface StoredObject {
  /** 36-character UUID. */
  readonly uniqueIdentifier: string
  /** ObjectType id: `SymmetricKey`. */
  readonly objectType: ObjectType
  /** Principal id. */
  readonly owner: string
  /** 1 after creation; each commit that changes the object adds 1. */
  readonly revision: number
  readonly attributes: readonly AttributeInstance[]
  /** Absent once destroyed. */
  readonly object?: ManagedObject
}

/**
 * One change of one object. `create` ignores the revision (it becomes 1); `update` and `delete` have the revision that was read.
 * The changes of one set apply in order, so an object that the set creates has revision 1.
 */
export type Change =
  | { readonly kind: 'create'; readonly object: StoredObject }
  | { readonly kind: 'update'; readonly object: StoredObject }
  | { readonly kind: 'delete'; readonly uniqueIdentifier: string; readonly revision: number }

/**
 * A record of the server beside the objects: a setting, a pending request. Its content is sealed; kind, key, owner and date are
 * in the clear.
 */
export interface StoredDocument {
  /** `asynchronous request`. */
  readonly kind: string
  /** Unique within its kind. */
  readonly key: string
  /** Principal id. */
  readonly owner: string
  /** 1 after creation; each commit that changes the document adds 1. */
  readonly revision: number
  /** The moment at which to act on it, to the millisecond. */
  readonly due?: Date | undefined
  readonly content: Uint8Array
  /** The KMIP version in which the content is written; default `storageVersion`. */
  readonly writtenIn?: Version | undefined
}

/**
 * One change of one document. `create` ignores the revision; `update` and `delete` have the one that was read. Kind, key and owner
 * never change.
 */
export type DocumentChange =
  | { readonly kind: 'create'; readonly document: StoredDocument }
  | { readonly kind: 'update'; readonly document: StoredDocument }
  | { readonly kind: 'delete'; readonly document: Pick<StoredDocument, 'kind' | 'key' | 'revision'> }

/** What the row of a document says that does not open: none of it is authenticated. */
export type UnreadableDocument = Pick<StoredDocument, 'kind' | 'key' | 'owner' | 'revision'>

/** Documents of one kind that meet every condition given. */
export interface DocumentQuery {
  readonly kind: string
  readonly key?: string
  readonly owner?: string
  /** Due at this moment or before it. */
  readonly dueBy?: Date
  readonly maximumItems?: number
  /**
   * Is given each document that does not open, which the answer then leaves out and the store reports. Without it the search
   * fails with UnsealFailure: leaving out a document must be safe for what it protects.
   */
  readonly onUnreadable?: (document: UnreadableDocument) => void
}

/** An audit entry: anything that JSON can hold, except key material. */
export interface AuditRecord {
  readonly time: Date
  readonly event: Readonly<Record<string, unknown>>
}

/** A stored audit record; `sequence` grows in commit order. */
export interface StoredAuditRecord extends AuditRecord {
  readonly sequence: number
}

/**
 * Equality with one instance of an attribute. A structure is compared whole, but a Name may be given as
 * `{ nameValue }` alone. A Date is compared in whole seconds.
 */
export interface AttributeFilter {
  readonly attribute: string
  readonly value: unknown
}

/** A Date-Time attribute within bounds, both inclusive, in whole seconds; without bounds: the attribute is set. */
export interface DateFilter {
  readonly attribute: string
  readonly from?: Date
  readonly to?: Date
}

/** A part of all objects: those that meet every condition given. */
export interface Reach {
  readonly owner?: string
  /** In at least one of these Object Groups. */
  readonly objectGroups?: readonly string[]
  readonly uniqueIdentifiers?: readonly string[]
}

/** The objects that meet every condition given. KMIP 1.4 §4.9, 2.1 §6.1.27. */
export interface FindQuery {
  /** Only this principal's objects; by default those of every owner. */
  readonly owner?: string
  /** In at least one of these parts. */
  readonly within?: readonly Reach[]
  readonly attributes?: readonly AttributeFilter[]
  readonly dates?: readonly DateFilter[]
  /** Only objects of these types. */
  readonly objectTypes?: readonly string[]
  /** All of these bits are set in the Cryptographic Usage Mask. */
  readonly cryptographicUsageMask?: readonly string[]
  /** Any of `OnLineStorage`, `ArchivalStorage` (an Archive Date is set) and `DestroyedStorage`; by default all. */
  readonly storageStatusMask?: readonly string[]
  /** `GroupMemberFresh`: only objects whose Fresh attribute is true. */
  readonly objectGroupMember?: 'GroupMemberFresh'
  readonly maximumItems?: number
  readonly offsetItems?: number
}

export interface FindResult {
  /** One page, oldest object first. */
  readonly uniqueIdentifiers: readonly string[]
  /** Matches on all pages. */
  readonly total: number
}

/** A cache of attribute instances by their bytes: objects have most instances in common. */
export interface KnownInstances {
  get(bytes: string): AttributeInstance | undefined
  set(bytes: string, instance: AttributeInstance): void
}

/**
 * Encodes typed values and decodes them. It writes in `storageVersion` and reads the version in which the bytes were written.
 * `toCanonicalBytes` gives equal bytes for equal values, whatever the instance's index and in every release.
 */
export interface RecordCodec {
  /** @throws CodecError for a value that bytes cannot hold whole */
  encodeAttributes(attributes: readonly AttributeInstance[]): Uint8Array
  /** Objects share equal instances through `known`. */
  decodeAttributes(bytes: Uint8Array, version: Version, known: KnownInstances): readonly AttributeInstance[]
  /** @throws CodecError for a value that bytes cannot hold whole */
  encodeObject(object: ManagedObject): Uint8Array
  decodeObject(bytes: Uint8Array, version: Version): ManagedObject
  toCanonicalBytes(instance: AttributeInstance): Uint8Array
}

/** A store that has the answer at hand gives it without a promise. */
export type Awaitable<T> = T | Promise<T>

/**
 * Keeps managed objects, sealed. The changes of a `commit` become visible together once they are durable, to every read that
 * starts after the `commit` has resolved.
 */
export interface ObjectStore {
  get(uniqueIdentifier: string): Awaitable<StoredObject | undefined>
  find(query: FindQuery): Awaitable<FindResult>
  /**
   * Applies all changes, audit records and changes of documents, or none; durable when it resolves.
   * @throws RevisionConflict when an object or a document has changed since it was read: run the operation again
   * @throws NameTaken when another live object of the owner has a Name given here; public keys have a name space of their own
   * @throws Error for a failure of the store
   */
  commit(
    changes: readonly Change[],
    audit?: readonly AuditRecord[],
    documents?: readonly DocumentChange[],
  ): Promise<void>
  /** Documents, oldest first. @throws UnsealFailure when one does not open and the query has no `onUnreadable` */
  documents(query: DocumentQuery): Awaitable<readonly StoredDocument[]>
  /** Audit records after a sequence number, oldest first; `maximumItems` is 1,000 by default. */
  audit(after?: number, maximumItems?: number): Awaitable<readonly StoredAuditRecord[]>
  /** Removes the oldest audit records, as many as given: they are kept elsewhere. Durable when it resolves. */
  removeAudit(count: number): Promise<void>
  /** Waits for commits in flight, then closes. Call nothing afterwards. */
  close(): Promise<void>
}
