import { TwoGenerationCache } from '../cache/two-generation-cache.ts'
import type { AttributeIndex } from '../seal/attribute-index.ts'
import type { SealContext, Sealer } from '../seal/seal.ts'
import { storageVersion } from '../storage-version.ts'
import type { AttributeInstance, Change, RecordCodec, StoredObject } from '../store.ts'
import { type Columns, toBytes } from './columns.ts'
import type { RowChange } from './row.ts'

/** A change as a row, and the object as it is once the change is durable. */
export interface PreparedChange {
  readonly row: RowChange
  /** Absent in `delete`. */
  readonly object?: StoredObject
  /** Sealed bytes. */
  readonly size: number
}

export interface ObjectRecord {
  toRow(change: Change): PreparedChange
  fromRow(columns: Columns): { readonly object: StoredObject; readonly size: number }
  /** Seals the same object under the current data key. @throws UnsealFailure, SealsExhausted */
  reseal(columns: Columns): ResealedObject
}

/** The sealed columns of an object. */
export interface ResealedObject {
  readonly attributes: Uint8Array
  /** Absent once destroyed. */
  readonly object: Uint8Array | null
}

/** Attribute instances that objects share. */
const SHARED = 1024

const toAttributesKind = (isDestroyed: boolean): SealContext['kind'] =>
  isDestroyed ? 'destroyed attributes' : 'attributes'

/** What the sealed columns of a row are bound to. */
const toBound = (columns: Columns) => ({
  uniqueIdentifier: String(columns.unique_identifier),
  // Authenticated with the attributes.
  objectType: String(columns.object_type) as StoredObject['objectType'],
  owner: String(columns.owner),
  revision: Number(columns.revision),
})

/** Converts stored objects to sealed rows and back. */
export function createObjectRecord(codec: RecordCodec, sealer: Sealer, index: AttributeIndex): ObjectRecord {
  const known = new TwoGenerationCache<AttributeInstance>(SHARED)
  return {
    toRow(change) {
      if (change.kind === 'delete') return { row: change, size: 0 }
      const given = change.object
      const { uniqueIdentifier, objectType, owner } = given
      const revision = change.kind === 'create' ? 0 : given.revision
      const bound = { uniqueIdentifier, objectType, owner, revision: revision + 1 }
      const encoded = codec.encodeAttributes(given.attributes)
      const attributes = sealer.seal(encoded, { ...bound, kind: toAttributesKind(!given.object) })
      const material = given.object ? sealer.seal(codec.encodeObject(given.object), { ...bound, kind: 'object' }) : null
      return {
        row: {
          kind: change.kind,
          uniqueIdentifier,
          revision,
          objectType,
          owner,
          attributes,
          object: material,
          ...index.toSearchable(given),
        },
        // Decoded again, so that it shares instances with the objects that are read.
        object: {
          ...given,
          revision: bound.revision,
          attributes: codec.decodeAttributes(encoded, storageVersion, known),
        },
        size: attributes.length + (material?.length ?? 0),
      }
    },
    fromRow(columns) {
      const bound = toBound(columns)
      const attributes = toBytes(columns.attributes)
      const material = columns.object === null ? undefined : toBytes(columns.object)
      const unsealed = sealer.unseal(attributes, { ...bound, kind: toAttributesKind(!material) })
      const object = { ...bound, attributes: codec.decodeAttributes(unsealed.plain, unsealed.version, known) }
      if (!material) return { object, size: attributes.length }
      const { plain, version } = sealer.unseal(material, { ...bound, kind: 'object' })
      return {
        object: { ...object, object: codec.decodeObject(plain, version) },
        size: attributes.length + material.length,
      }
    },
    reseal(columns) {
      const bound = toBound(columns)
      const material = columns.object === null ? null : toBytes(columns.object)
      return {
        attributes: sealer.reseal(toBytes(columns.attributes), { ...bound, kind: toAttributesKind(!material) }),
        object: material && sealer.reseal(material, { ...bound, kind: 'object' }),
      }
    },
  }
}
