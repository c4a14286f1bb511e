import { addErrorStep } from '../../schema/add-error-step.ts'
import { Field } from '../../schema/field.ts'
import type { Context, Type } from '../../schema/type.ts'
import { CodecError } from '../../wire/error.ts'
import { type Item, ItemType } from '../../wire/item.ts'
import type { Reader } from '../../wire/reader.ts'
import type { Writer } from '../../wire/writer.ts'
import { type AttributeList, attributes } from '../attribute/list.ts'
import { Tag } from '../tag.ts'
import { versions } from '../version.ts'
import { type TransparentKey, transparentKeys } from './key-material.ts'

/** Key Material: bytes, or the structure of a transparent format; an item where the format is not declared. */
export type KeyMaterial = Uint8Array | TransparentKey | Item

export interface PlainKeyValue {
  readonly keyMaterial: KeyMaterial
  readonly attributes?: AttributeList | undefined
}

/** The key, in the clear or wrapped (then bytes). KMIP 1.4 §2.1.4, 2.1 §3.2. */
export type KeyValue = PlainKeyValue | Uint8Array

const { KeyMaterial: keyMaterialTag, Attribute: attributeTag, Attributes: attributesTag } = Tag

const attributesField = attributes()
const attributesAt = versions.map((_, version) => attributesField.at(version, true))

const readMaterial = (r: Reader, context: Context, format: unknown): KeyMaterial => {
  if (r.type === ItemType.ByteString) return r.bytes()
  const transparent = transparentKeys[String(format)]
  return transparent ? transparent.type.read(r, context, {}) : r.item()
}

const readWithin = <T>({ leniency }: Context, step: string, read: () => T): T => {
  if (leniency) return leniency.within(step, read)
  try {
    return read()
  } catch (error) {
    throw addErrorStep(error, step)
  }
}

const readAttributes = (r: Reader, context: Context): AttributeList => {
  const form = attributesAt[context.version]
  if (!form?.many)
    return r.is(attributesTag) ? readWithin(context, 'Attributes', () => form?.type.read(r, context, {}) ?? []) : []
  const list: AttributeList[number][] = []
  for (let index = 0; r.is(attributeTag); index++) {
    const read = (): AttributeList[number] | undefined => form.type.read(r, context, {})
    const one = readWithin(context, `Attribute[${index}]`, read)
    if (one) list.push(one)
  }
  return list
}

const readPlain = (r: Reader, context: Context, format: unknown): PlainKeyValue => {
  r.enter()
  if (!r.is(keyMaterialTag)) throw new CodecError('field', 'KeyMaterial is missing')
  let keyMaterial: KeyMaterial
  try {
    keyMaterial = readMaterial(r, context, format)
  } catch (error) {
    throw addErrorStep(error, 'KeyMaterial')
  }
  const list = readAttributes(r, context)
  if (!r.is(0)) throw new CodecError('field', `unexpected item with tag 0x${r.tag.toString(16)}`)
  r.leave()
  return list.length ? { keyMaterial, attributes: list } : { keyMaterial }
}

const isItem = (material: KeyMaterial): material is Item => 'type' in material && 'tag' in material

const writeMaterial = (w: Writer, material: KeyMaterial, context: Context, format: unknown): void => {
  if (material instanceof Uint8Array) w.bytes(keyMaterialTag, material)
  else if (isItem(material)) w.item(material, keyMaterialTag)
  else {
    const transparent = transparentKeys[String(format)]
    if (!transparent) throw new CodecError('field', `the Key Material of ${format} is bytes`)
    transparent.type.write(w, keyMaterialTag, material, context, {})
  }
}

const requireDeclared = (value: PlainKeyValue): void => {
  for (const key in value)
    if (key !== 'keyMaterial' && key !== 'attributes') throw new CodecError('field', `KeyValue has no ${key}`)
}

const type: Type<KeyValue> = {
  title: 'Key Value',
  read: (r, context, parent) =>
    r.type === ItemType.ByteString ? r.bytes() : readPlain(r, context, parent.keyFormatType),
  write(w, tag, value, context, parent) {
    if (value instanceof Uint8Array) {
      w.bytes(tag, value)
      return
    }
    if (context.exact) requireDeclared(value)
    w.begin(tag)
    writeMaterial(w, value.keyMaterial, context, parent.keyFormatType)
    const form = attributesAt[context.version]
    if (value.attributes?.length && form) {
      if (form.many) for (const each of value.attributes) form.type.write(w, attributeTag, each, context, {})
      else form.type.write(w, attributesTag, value.attributes, context, {})
    }
    w.end()
  },
}

export const KeyValue: Field<KeyValue> = new Field(type)
