import {
  attributeOfName,
  CryptographicUsageMask,
  type EnumerationNames,
  type Item,
  ItemType,
  isSecretTag,
  type MaskNames,
  type Reader,
  StorageStatusMask,
  Tag,
  type Writer,
} from '../../codec/index.ts'
import { Mask } from '../../codec/schema/mask.ts'
import { unnamed } from '../../codec/wire/unnamed.ts'
import { findEnumerationOfField, findEnumerationOfTag } from '../enumerations.ts'

const masks = new Map<number, MaskNames>([
  [Tag.CryptographicUsageMask, CryptographicUsageMask],
  [Tag.StorageStatusMask, StorageStatusMask],
])

interface Names {
  readonly enumeration?: EnumerationNames | undefined
  readonly mask?: MaskNames | undefined
}

/** Finds the names for the value of a 1.x attribute. */
const findAttributeNames = (name: string): Names => {
  const field = attributeOfName(name)?.field
  return field ? { enumeration: findEnumerationOfField(field), mask: field instanceof Mask ? field : undefined } : {}
}

const hideItem = ({ type, value }: Item): string => {
  if (type === 'ByteString') return `(${value.length} bytes, hidden)`
  return type === 'TextString' ? `(${Buffer.byteLength(value)} bytes, hidden)` : '(hidden)'
}

/** Copies a structure; the name of a 1.x attribute decides how its value is written. */
const copyStructure = (reader: Reader, writer: Writer, reveal: boolean): void => {
  writer.begin(reader.tag)
  reader.enter()
  let names: Names = {}
  while (!reader.is(0)) {
    if (reader.is(Tag.AttributeName) && reader.type === ItemType.TextString) {
      const name = reader.text()
      writer.text(Tag.AttributeName, name)
      names = findAttributeNames(name)
    } else copyItem(reader, writer, reveal, reader.is(Tag.AttributeValue) ? names : {})
  }
  reader.leave()
  writer.end()
}

const copyItem = (reader: Reader, writer: Writer, reveal: boolean, own: Names): void => {
  const { tag, type } = reader
  const enumeration = own.enumeration ?? findEnumerationOfTag(tag) ?? unnamed
  const mask = own.mask ?? masks.get(tag)
  if (!reveal && isSecretTag(tag)) writer.text(tag, hideItem(reader.item()))
  else if (type === ItemType.Structure) copyStructure(reader, writer, reveal)
  else if (type === ItemType.Enumeration) writer.enumeration(tag, reader.enumeration(enumeration), enumeration)
  else if (type === ItemType.Integer && mask) writer.mask(tag, reader.mask(mask), mask)
  else writer.item(reader.item())
}

/**
 * Copies the current item into another encoding. Only its form is checked. Enumerations and masks get names where the
 * tag or the attribute determines them. Without `reveal`, a text with the length replaces a secret.
 */
export const transcode = (reader: Reader, writer: Writer, reveal = false): void => copyItem(reader, writer, reveal, {})
