import type { AttributeIndex } from './attribute-index.ts'
import type { RowChange } from './row.ts'
import type { SealContext, Sealer } from './seal.ts'
import type { Change, RecordCodec, StoredObject } from './store.ts'

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

/** Stored objects to sealed rows and back. */
export function createRecord(codec: RecordCodec, sealer: Sealer, index: AttributeIndex): ObjectRecord {
  const attributesKind = (destroyed: boolean): SealContext['kind'] =>
    destroyed ? 'destroyed attributes' : 'attributes'
  return {
    toRow(change) {
      if (change.kind === 'delete') return { row: change, size: 0 }
      const revision = change.kind === 'create' ? 0 : change.object.revision
      const object: StoredObject = { ...change.object, revision: revision + 1 }
      const { uniqueIdentifier, objectType, owner } = object
      const bound = { uniqueIdentifier, objectType, owner, revision: object.revision }
      const attributes = sealer.seal(codec.encodeAttributes(object.attributes), {
        ...bound,
        kind: attributesKind(!object.object),
      })
      const material = object.object
        ? sealer.seal(codec.encodeObject(object.object), { ...bound, kind: 'object' })
        : null
      return {
        row: {
          kind: change.kind,
          uniqueIdentifier,
          revision,
          objectType,
          owner,
          attributes,
          object: material,
          ...index.of(object),
        },
        object,
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
      const kind = attributesKind(!material)
      return {
        object: {
          ...bound,
          attributes: codec.decodeAttributes(sealer.unseal(attributes, { ...bound, kind })),
          ...(material && { object: codec.decodeObject(sealer.unseal(material, { ...bound, kind: 'object' })) }),
        },
        size: attributes.length + (material?.length ?? 0),
      }
    },
  }
}
