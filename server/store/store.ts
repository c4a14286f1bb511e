import type { AttributeInstance as Instance, ManagedObject, ObjectType, Version } from '../../codec/index.ts'

export type { ManagedObject }

/** One attribute instance as an object has it: its index is known. */
export type AttributeInstance = Instance & { readonly index: number }

/** What the store keeps of one managed object. Never changed in place: the store hands out the objects that it caches. */
export interface StoredObject {
  /** 36-character UUID. */
  readonly uniqueIdentifier: string
  /** ObjectType id: `SymmetricKey`. */
  readonly objectType: ObjectType
  /** Principal id. */
  readonly owner: string
  /** 1 after creation, then one more with each commit that changes it. */
  readonly revision: number
  readonly attributes: readonly AttributeInstance[]
  /** Absent once destroyed. */
  readonly object?: ManagedObject
}

/**
 * One change of one object. In `create` the revision is ignored (it becomes 1); in `update` and `delete` it is the
 * revision that was read. Within one change set changes apply in order, so an object created there has revision 1.
 */
export type Change =
  | { readonly kind: 'create'; readonly object: StoredObject }
  | { readonly kind: 'update'; readonly object: StoredObject }
  | { readonly kind: 'delete'; readonly uniqueIdentifier: string; readonly revision: number }

/**
 * What the server keeps beside objects: requests that are still to be done, settings. Sealed like objects; kind, key,
 * owner and date lie in the clear.
 */
export interface StoredDocument {
  /** `asynchronous request`. */
  readonly kind: string
  /** Unique within its kind. */
  readonly key: string
  /** Principal id. */
  readonly owner: string
  /** 1 after creation, then one more with each commit that changes it. */
  readonly revision: number
  /** When something is due with it, to the millisecond. */
  readonly due?: Date | undefined
  readonly content: Uint8Array
  /** The KMIP version in which the content is written; by default `storageVersion`. */
  readonly writtenIn?: Version | undefined
}

/**
 * One change of one document. In `create` the revision is ignored; in `update` and `delete` it is the one that was read.
 * Kind, key and owner never change.
 */
export type DocumentChange =
  | { readonly kind: 'create'; readonly document: StoredDocument }
  | { readonly kind: 'update'; readonly document: StoredDocument }
  | { readonly kind: 'delete'; readonly document: Pick<StoredDocument, 'kind' | 'key' | 'revision'> }

/** Documents of one kind that meet every condition given. */
export interface DocumentQuery {
  readonly kind: string
  readonly key?: string
  readonly owner?: string
  /** Due at this moment or before it. */
  readonly dueBy?: Date
  readonly maximumItems?: number
}

/** What an audit entry says; anything that JSON can hold. Never key material. */
export interface AuditRecord {
  readonly time: Date
  readonly event: Readonly<Record<string, unknown>>
}

/** An audit record as it was stored; `sequence` grows in commit order. */
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

/** Part of all objects: those that meet every condition given. */
export interface Reach {
  readonly owner?: string
  /** In one of these Object Groups at least. */
  readonly objectGroups?: readonly string[]
  readonly uniqueIdentifiers?: readonly string[]
}

/** What to look for: objects that meet every condition given. KMIP 1.4 §4.9, 2.1 §6.1.27. */
export interface FindQuery {
  /** Only this principal's objects; every owner's when absent. */
  readonly owner?: string
  /** In one of these parts at least. */
  readonly within?: readonly Reach[]
  readonly attributes?: readonly AttributeFilter[]
  readonly dates?: readonly DateFilter[]
  /** Only objects of these types. */
  readonly objectTypes?: readonly string[]
  /** Every one of these bits is set in the Cryptographic Usage Mask. */
  readonly cryptographicUsageMask?: readonly string[]
  /** `OnLineStorage`, `ArchivalStorage` (an Archive Date is set), `DestroyedStorage`: any of them. Absent: all. */
  readonly storageStatusMask?: readonly string[]
  /** `GroupMemberFresh`: only objects whose Fresh attribute is true. */
  readonly objectGroupMember?: 'GroupMemberFresh'
  readonly maximumItems?: number
  readonly offsetItems?: number
}

export interface FindResult {
  /** One page, oldest object first. */
  readonly uniqueIdentifiers: readonly string[]
  /** All matches, paging aside. */
  readonly total: number
}

/** Attribute instances that were read, by their bytes: most objects have most of theirs in common with others. */
export interface KnownInstances {
  get(bytes: string): AttributeInstance | undefined
  set(bytes: string, instance: AttributeInstance): void
}

/**
 * Typed values to bytes and back. It writes in `storageVersion` and reads the version in which the bytes were written.
 * `canonicalValue` gives equal bytes for equal values, whatever the instance's index, for ever.
 */
export interface RecordCodec {
  /** @throws CodecError for what cannot be kept whole */
  encodeAttributes(attributes: readonly AttributeInstance[]): Uint8Array
  /** Objects with the same instance share it, as far as `known` goes. */
  decodeAttributes(bytes: Uint8Array, version: Version, known: KnownInstances): readonly AttributeInstance[]
  /** @throws CodecError for what cannot be kept whole */
  encodeObject(object: ManagedObject): Uint8Array
  decodeObject(bytes: Uint8Array, version: Version): ManagedObject
  canonicalValue(instance: AttributeInstance): Uint8Array
}

/** Now, or later: a store that has the answer at hand gives it without a promise. */
export type Awaitable<T> = T | Promise<T>

/**
 * Keeps managed objects, sealed. What a `commit` changes becomes visible only once it is durable, objects and documents
 * together, and is visible to all that starts after the `commit` has resolved.
 */
export interface ObjectStore {
  get(uniqueIdentifier: string): Awaitable<StoredObject | undefined>
  find(query: FindQuery): Awaitable<FindResult>
  /**
   * Applies all changes, audit records and changes of documents, or nothing; durable when it resolves.
   * @throws RevisionConflict when an object or a document was changed since it was read: run the operation again
   * @throws NameTaken when another live object of the owner has a Name given here; public keys have theirs apart
   * @throws Error anything else: trouble in the store
   */
  commit(
    changes: readonly Change[],
    audit?: readonly AuditRecord[],
    documents?: readonly DocumentChange[],
  ): Promise<void>
  /** Documents, oldest first. */
  documents(query: DocumentQuery): Awaitable<readonly StoredDocument[]>
  /** Audit records after a sequence number, oldest first, 1,000 unless told. */
  audit(after?: number, maximumItems?: number): Awaitable<readonly StoredAuditRecord[]>
  /** Waits for commits under way, then lets go of everything. Nothing may be called afterwards. */
  close(): Promise<void>
}
