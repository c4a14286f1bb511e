import { Recent } from '../cache/two-generation-cache.ts'
import type { AttributeIndex } from '../seal/attribute-index.ts'
import type { SealContext, Sealer } from '../seal/seal.ts'
import { storageVersion } from '../storage-version.ts'
import type { AttributeInstance, Change, RecordCodec, StoredObject } from '../store.ts'
import type { RowChange } from './row.ts'

/** A change as a row, and what the object is once it is committed: nothing after `delete`. `size` of the sealed bytes. */
export interface PreparedChange {
  readonly row: RowChange
  readonly object?: StoredObject
  readonly size: number
}

/** The columns that make up an object. */
export type SealedColumns = Readonly<Record<string, unknown>>

export interface ObjectRecord {
  toRow(change: Change): PreparedChange
  fromRow(columns: SealedColumns): { readonly object: StoredObject; readonly size: number }
}

/** Attribute instances that objects share. */
const KNOWN = 1024

/** Stored objects to sealed rows and back. */
export function createRecord(codec: RecordCodec, sealer: Sealer, index: AttributeIndex): ObjectRecord {
  const attributesKind = (destroyed: boolean): SealContext['kind'] =>
    destroyed ? 'destroyed attributes' : 'attributes'
  const known = new Recent<AttributeInstance>(KNOWN)
  return {
    toRow(change) {
      if (change.kind === 'delete') return { row: change, size: 0 }
      const given = change.object
      const { uniqueIdentifier, objectType, owner } = given
      const revision = change.kind === 'create' ? 0 : given.revision
      const bound = { uniqueIdentifier, objectType, owner, revision: revision + 1 }
      const encoded = codec.encodeAttributes(given.attributes)
      const attributes = sealer.seal(encoded, { ...bound, kind: attributesKind(!given.object) })
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
          ...index.of(given),
        },
        // As it will be read: what it has in common with other objects, it shares with them.
        object: {
          ...given,
          revision: bound.revision,
          attributes: codec.decodeAttributes(encoded, storageVersion, known),
        },
        size: attributes.length + (material?.length ?? 0),
      }
    },
    fromRow(columns) {
      const bound = {
        uniqueIdentifier: String(columns.unique_identifier),
        objectType: String(columns.object_type) as StoredObject['objectType'],
        owner: String(columns.owner),
        revision: Number(columns.revision),
      }
      const attributes = columns.attributes as Uint8Array
      const material = columns.object as Uint8Array | null
      const unsealed = sealer.unseal(attributes, { ...bound, kind: attributesKind(!material) })
      const object = {
        ...bound,
        attributes: codec.decodeAttributes(unsealed.plain, unsealed.version, known),
      }
      if (!material) return { object, size: attributes.length }
      const { plain, version } = sealer.unseal(material, { ...bound, kind: 'object' })
      return {
        object: { ...object, object: codec.decodeObject(plain, version) },
        size: attributes.length + material.length,
      }
    },
  }
}
