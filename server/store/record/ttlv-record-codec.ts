import {
  type AttributeInstance,
  CodecError,
  defaultLimits,
  ItemType,
  type ManagedObject,
  Tag,
  TtlvReader,
  TtlvWriter,
  type Version,
} from '../../../codec/index.ts'
import { attributeOfId, attributeOfTag, type NamedAttribute } from '../../../codec/kmip/attribute/table.ts'
import { managedObject } from '../../../codec/kmip/object/managed-object.ts'
import { versionIndex } from '../../../codec/kmip/version.ts'
import { readValue } from '../../../codec/schema/read-structure.ts'
import type { Context, Variants } from '../../../codec/schema/type.ts'
import { writeValue } from '../../../codec/schema/write-structure.ts'
import { encodeCanonically, getRecordContext, storageVersion } from '../storage-version.ts'
import type { RecordCodec, AttributeInstance as StoredInstance } from '../store.ts'

/** The declarations that records follow. */
export interface Declarations {
  attributeOfId(id: string): Pick<NamedAttribute, 'tag' | 'writing'> | undefined
  attributeOfTag(tag: number): Pick<NamedAttribute, 'id' | 'reading'> | undefined
  /** Managed objects by tag. */
  readonly objects: Variants
}

const kmip: Declarations = {
  attributeOfId,
  attributeOfTag,
  objects: managedObject().at(versionIndex(storageVersion), true)?.variants ?? new Map(),
}

const limits = { ...defaultLimits, messageSize: 64 * 1024 * 1024 }
/** The structure around an attribute has no fields. */
const none = Object.freeze({})

/** The end of the item that begins at `at`. */
const findItemEnd = (bytes: Buffer, at: number): number => at + 8 + ((bytes.readUInt32BE(at + 4) + 7) & ~7)

/** The longest instance that objects share: a State, a mask, a date; names and digests are their own. */
const longestShared = 32
const isShared = (type: number, length: number): boolean =>
  length <= longestShared && type !== ItemType.TextString && type !== ItemType.ByteString

/** Tells the instances of an older version apart: there the same bytes may mean something else. */
const toSharingPrefix = (version: Version): string => (version === storageVersion ? '' : `${version} `)

/**
 * Encodes attributes and objects as TTLV: an Attributes structure in which an Attribute Index other than 0 stands before its
 * attribute. A codec writes all records into one slab.
 */
export const createTtlvRecordCodec = ({ attributeOfId, attributeOfTag, objects } = kmip): RecordCodec => {
  const writer = new TtlvWriter()
  const objectOfKey = new Map([...objects.values()].map((variant) => [variant.key, variant]))
  const newest = getRecordContext(storageVersion)

  const encode = (write: () => void): Uint8Array => {
    try {
      write()
      return writer.finish().slice()
    } finally {
      writer.reset()
    }
  }

  const writeInstance = ({ attribute, index, value }: AttributeInstance, context: Context): void => {
    const declared = attributeOfId(attribute)
    const place = declared?.writing[context.version]
    if (!place) throw new CodecError('field', `${attribute} is not an attribute`)
    if (index) writer.integer(Tag.AttributeIndex, index)
    writeValue(place, writer, declared.tag, value, context, none)
  }

  const readInstance = (bytes: Buffer, context: Context): StoredInstance => {
    const reader = new TtlvReader(bytes, limits)
    const index = reader.is(Tag.AttributeIndex) ? reader.integer() : 0
    const declared = attributeOfTag(reader.tag)
    const place = declared?.reading[context.version]
    if (!place) throw new CodecError('field', `tag 0x${reader.tag.toString(16)} is not an attribute`)
    return { attribute: declared.id, index, value: readValue(place, reader, context, none) } as StoredInstance
  }

  return {
    encodeAttributes: (attributes) =>
      encode(() => {
        writer.begin(Tag.Attributes)
        for (const each of attributes) writeInstance(each, newest)
        writer.end()
      }),
    decodeAttributes(given, version, known) {
      const context = getRecordContext(version)
      const prefix = toSharingPrefix(version)
      const bytes = Buffer.from(given.buffer, given.byteOffset, given.byteLength)
      const attributes: StoredInstance[] = []
      for (let at = 8, next = at; at < bytes.length; at = next) {
        const value = bytes.readUIntBE(at, 3) === Tag.AttributeIndex ? findItemEnd(bytes, at) : at
        next = findItemEnd(bytes, value)
        const item = bytes.subarray(at, next)
        if (!isShared(bytes[value + 3] as number, next - value)) {
          attributes.push(readInstance(item, context))
          continue
        }
        const text = prefix + item.toString('latin1')
        let instance = known.get(text)
        if (!instance) {
          instance = readInstance(item, context)
          known.set(text, instance)
        }
        attributes.push(instance)
      }
      return attributes
    },
    encodeObject: (object) =>
      encode(() => {
        let written: string | undefined
        for (const [key, value] of Object.entries(object)) {
          if (value === undefined) continue
          const variant = objectOfKey.get(key)
          if (!variant) throw new CodecError('field', `${key} is not a managed object`)
          if (written) throw new CodecError('field', `${key} stands beside ${written}: a record holds one object`)
          variant.type.write(writer, variant.tag, value, newest, {})
          written = key
        }
        if (!written) throw new CodecError('field', 'no managed object is given')
      }),
    decodeObject(bytes, version) {
      const reader = new TtlvReader(bytes, limits)
      const variant = objects.get(reader.tag)
      if (!variant) throw new CodecError('field', `tag 0x${reader.tag.toString(16)} is not a managed object`)
      // A variant has the type that its key has in ManagedObject.
      return { [variant.key]: variant.type.read(reader, getRecordContext(version), {}) } as unknown as ManagedObject
    },
    toCanonicalBytes: ({ attribute, value }) =>
      encodeCanonically((context) =>
        encode(() => writeInstance({ attribute, index: 0, value } as AttributeInstance, context)),
      ),
  }
}
