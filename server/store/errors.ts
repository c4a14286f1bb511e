import type { UnreadableDocument } from './store.ts'
import { toDocumentName } from './to-document-name.ts'

/** The object has changed since it was read, or was created or deleted: read it again and retry. */
export class RevisionConflict extends Error {
  override readonly name = 'RevisionConflict'
  readonly uniqueIdentifier: string

  constructor(uniqueIdentifier: string) {
    super(`Object ${uniqueIdentifier} has changed since it was read`)
    this.uniqueIdentifier = uniqueIdentifier
  }
}

/** Another live object has the Name: it is unique among an owner's live public keys, and among its other live objects. */
export class NameTaken extends Error {
  override readonly name = 'NameTaken'
  /** The object that was given the Name. */
  readonly uniqueIdentifier: string

  constructor(uniqueIdentifier: string) {
    super('Another object of this owner already has this Name')
    this.uniqueIdentifier = uniqueIdentifier
  }
}

/** A sealed row does not open. */
export class UnsealFailure extends Error {
  override readonly name = 'UnsealFailure'
  readonly uniqueIdentifier: string

  constructor(uniqueIdentifier: string, cause?: unknown) {
    super(
      `Object ${uniqueIdentifier} does not unseal: its row in the store was altered, or was sealed under another master key`,
      { cause },
    )
    this.uniqueIdentifier = uniqueIdentifier
  }
}

/** Whether a row cannot be opened: the error says so of this row only, not of the store. */
export const isUnreadable = (error: unknown): error is UnsealFailure | NewerRecord =>
  error instanceof UnsealFailure || error instanceof NewerRecord

/** An object does not have what the index says it has. */
export class IndexFault extends Error {
  override readonly name = 'IndexFault'
  readonly uniqueIdentifier: string

  /** @param condition - what the object was found by: `Name` */
  constructor(uniqueIdentifier: string, condition: string) {
    super(
      `Object ${uniqueIdentifier} does not have what it was found by (${condition}) and was left out: the index of the store was altered. Stop the server and run kmip store verify, then restore a backup`,
    )
    this.uniqueIdentifier = uniqueIdentifier
  }
}

/** A document does not open, and the server goes on without it. */
export class DocumentFault extends Error {
  override readonly name = 'DocumentFault'
  readonly document: UnreadableDocument

  constructor(document: UnreadableDocument, cause: Error) {
    super(
      `The ${toDocumentName(document)} was left out: its row in the store was altered. Stop the server and run kmip store verify, then restore a backup`,
      { cause },
    )
    this.document = document
  }
}

/** A record was written by a newer version of kmip. */
export class NewerRecord extends Error {
  override readonly name = 'NewerRecord'
  readonly uniqueIdentifier: string

  constructor(uniqueIdentifier: string, version: string) {
    super(
      `Object ${uniqueIdentifier} was written by a newer version of kmip, in KMIP ${version}: upgrade kmip. Nothing was changed`,
    )
    this.uniqueIdentifier = uniqueIdentifier
  }
}

/** Another process has opened the store since: this one neither reads nor writes it any more. */
export class StoreFenced extends Error {
  override readonly name = 'StoreFenced'
  readonly holder: string

  /** @param holder - the other process: `process 12 on host since …` */
  constructor(holder: string) {
    super(
      `The store was opened by ${holder}. This server refuses all requests from now on, and has changed nothing since. Stop it, see that a single server uses the data directory, and leave store.db-lock where it is`,
    )
    this.holder = holder
  }
}

/** The data key has sealed as often as it may, or as often as was counted in advance: nothing more is sealed with it. */
export class SealsExhausted extends Error {
  override readonly name = 'SealsExhausted'

  constructor(dataKey: number, seals: number) {
    super(
      `Data key ${dataKey} of the store has sealed ${seals.toLocaleString('en-US')} times and seals no more. Replace it: kmip store rotate-data-key`,
    )
  }
}

/** Rows do not open, so that they cannot be sealed under the new data key, and the old one stays. */
export class ResealFault extends Error {
  override readonly name = 'ResealFault'

  constructor(rows: number) {
    super(
      `${rows} rows of the store do not open and stay under an old data key: they were altered. Stop the server and run kmip store verify, then restore a backup`,
    )
  }
}

export type StoreOpenFault = 'missing' | 'in use' | 'newer schema' | 'newer records' | 'wrong master key' | 'damaged'

/** The store does not open; the message says what to do. */
export class StoreOpenError extends Error {
  override readonly name = 'StoreOpenError'
  readonly fault: StoreOpenFault

  constructor(fault: StoreOpenFault, message: string, cause?: unknown) {
    super(message, { cause })
    this.fault = fault
  }
}
