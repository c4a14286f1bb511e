import {
  type AttributeInstance,
  CodecError,
  defaultLimits,
  ItemType,
  type ManagedObject,
  Tag,
  TtlvReader,
  TtlvWriter,
} from '../../../codec/index.ts'
import { attributeOfId, attributeOfTag } from '../../../codec/kmip/attribute/table.ts'
import { managedObject } from '../../../codec/kmip/object/managed-object.ts'
import { versionIndex } from '../../../codec/kmip/version.ts'
import type { RecordCodec, AttributeInstance as StoredInstance } from '../store.ts'

/** The form in which records are kept; a later version only adds to it. */
const context = { version: versionIndex('2.1') }
const limits = { ...defaultLimits, messageSize: 64 * 1024 * 1024 }
const variants = managedObject().at(context.version, true)?.variants ?? new Map()

const writeInstance = (writer: TtlvWriter, { attribute, index, value }: AttributeInstance): void => {
  const declared = attributeOfId(attribute)
  if (!declared) throw new CodecError('field', `${attribute} is not an attribute`)
  if (index) writer.integer(Tag.AttributeIndex, index)
  declared.field.type.write(writer, declared.tag, value, context, {})
}

/** Where the item that begins at `at` ends. */
const endOfItem = (bytes: Buffer, at: number): number => at + 8 + ((bytes.readUInt32BE(at + 4) + 7) & ~7)

/** Bytes of an instance that is likely to recur: a State, a mask, a date; but no name, no digest. */
const mostShared = 32
const isShared = (type: number, length: number): boolean =>
  length <= mostShared && type !== ItemType.TextString && type !== ItemType.ByteString

const readInstance = (bytes: Buffer): StoredInstance => {
  const reader = new TtlvReader(bytes, limits)
  const index = reader.is(Tag.AttributeIndex) ? reader.integer() : 0
  const declared = attributeOfTag(reader.tag)
  if (!declared) throw new CodecError('field', `tag 0x${reader.tag.toString(16)} is not an attribute`)
  return { attribute: declared.id, index, value: declared.field.type.read(reader, context, {}) } as StoredInstance
}

/**
 * Attributes and objects as TTLV: an Attributes structure in which an Attribute Index stands before its attribute when it is
 * not 0. One codec writes one record after the other into the same slab.
 */
export const createTtlvRecordCodec = (): RecordCodec => {
  const writer = new TtlvWriter()
  const encoded = (write: () => void): Uint8Array => {
    writer.reset()
    write()
    const bytes = writer.finish().slice()
    writer.reset()
    return bytes
  }
  return {
    encodeAttributes: (attributes) =>
      encoded(() => {
        writer.begin(Tag.Attributes)
        for (const each of attributes) writeInstance(writer, each)
        writer.end()
      }),
    decodeAttributes(sealed, known) {
      const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength)
      const attributes: StoredInstance[] = []
      for (let at = 8, next = at; at < bytes.length; at = next) {
        const value = bytes.readUIntBE(at, 3) === Tag.AttributeIndex ? endOfItem(bytes, at) : at
        next = endOfItem(bytes, value)
        const own = bytes.subarray(at, next)
        if (!isShared(bytes[value + 3] as number, next - value)) {
          attributes.push(readInstance(own))
          continue
        }
        const text = own.toString('latin1')
        let instance = known.get(text)
        if (!instance) {
          instance = readInstance(own)
          known.set(text, instance)
        }
        attributes.push(instance)
      }
      return attributes
    },
    encodeObject: (object) =>
      encoded(() => {
        for (const { key, tag, type } of variants.values()) {
          const value = (object as unknown as Record<string, unknown>)[key]
          if (value !== undefined) type.write(writer, tag, value, context, {})
        }
      }),
    decodeObject(bytes) {
      const reader = new TtlvReader(bytes, limits)
      const variant = variants.get(reader.tag)
      if (!variant) throw new CodecError('field', `tag 0x${reader.tag.toString(16)} is not a managed object`)
      return { [variant.key]: variant.type.read(reader, context, {}) } as unknown as ManagedObject
    },
    canonicalValue: ({ attribute, value }) =>
      encoded(() => writeInstance(writer, { attribute, index: 0, value } as AttributeInstance)),
  }
}
