import { addErrorStep } from '../../schema/add-error-step.ts'
import { Field } from '../../schema/field.ts'
import { readValue } from '../../schema/read-structure.ts'
import type { Context, Leniency, Place, Type } from '../../schema/type.ts'
import { toUnnamed } from '../../schema/unnamed.ts'
import { writeValue } from '../../schema/write-structure.ts'
import { CodecError } from '../../wire/error.ts'
import { ItemType } from '../../wire/item.ts'
import type { Reader } from '../../wire/reader.ts'
import type { Writer } from '../../wire/writer.ts'
import { Name } from '../structure/attributes.ts'
import { Tag, type TagId, tagNames } from '../tag.ts'
import { type AttributeInstance, attributeNames, attributeOfId, attributeOfTag } from './table.ts'
import { customPrefix, type VendorAttribute, vendorOf } from './vendor.ts'

/** In a Template-Attribute of 1.x, the Name of a Template object to take attributes from (KMIP 1.4 §2.1.8). */
export interface TemplateReference {
  readonly attribute: 'TemplateAttribute'
  readonly index?: undefined
  readonly value: Name
}

/** Attributes in the order of the message. */
export type AttributeList = readonly (AttributeInstance | TemplateReference)[]

/** The parent of attribute values: their form depends on no sibling. */
const none = Object.freeze({})

const { AttributeName: attributeName, AttributeIndex: attributeIndex, AttributeValue: attributeValue } = Tag

const createInstance = (attribute: string, value: unknown, index?: number): AttributeInstance =>
  (index === undefined ? { attribute, value } : { attribute, index, value }) as AttributeInstance

const readByName = (r: Reader, context: Context): AttributeInstance => {
  r.enter()
  if (!r.is(attributeName)) throw new CodecError('field', 'AttributeName is missing')
  const declared = r.known(attributeNames)
  const name = declared ? declared.name : r.text()
  let index = r.is(attributeIndex) ? r.integer() : undefined
  if (!r.is(attributeValue)) throw new CodecError('field', `AttributeValue of ${name} is missing`)
  let value: unknown
  try {
    value = declared
      ? readValue(declared.reading[context.version] as Place, r, context, none)
      : { ...vendorOf(name), attributeValue: r.item() }
  } catch (error) {
    throw addErrorStep(error, `AttributeValue(${name})`)
  }
  while (context.leniency && !r.is(0))
    if (index === undefined && r.is(attributeIndex)) {
      context.leniency.noteMisplaced(r)
      index = r.integer()
    } else context.leniency.skipUnknown(r)
  if (!r.is(0)) throw new CodecError('field', 'unexpected item after AttributeValue')
  r.leave()
  return createInstance(declared?.id ?? 'Attribute', value, index)
}

/** The id of the attribute here; `undefined` when its name cannot be read. */
const peekName = (r: Reader): string | undefined => {
  const mark = r.mark()
  try {
    r.enter()
    if (!r.is(attributeName) || r.type !== ItemType.TextString) return undefined
    return r.known(attributeNames)?.id ?? 'Attribute'
  } catch {
    return undefined
  } finally {
    r.reset(mark)
  }
}

/** 1.x: Attribute Name, Attribute Index, Attribute Value (KMIP 1.4 §2.1.1). */
const byName: Type<AttributeInstance> = {
  title: 'Attribute',
  read(r: Reader, context: Context) {
    const { leniency } = context
    if (!leniency) return readByName(r, context)
    // Skipped where it is `undefined`: the walkers leave it out.
    return leniency.readOrSkip(
      r,
      () => leniency.isAttributeAsked(peekName(r)),
      () => readByName(r, context),
    ) as AttributeInstance
  },
  write(w: Writer, tag: number, { attribute, index, value }, context) {
    w.begin(tag)
    if (attribute === 'Attribute') {
      writeVendor(w, index, value)
    } else {
      const declared = attributeOfId(attribute)
      if (!declared) throw createUnnamedError(attribute)
      w.known(attributeName, declared.known)
      if (index !== undefined) w.integer(attributeIndex, index)
      writeValue(declared.writing[context.version] as Place, w, attributeValue, value, context, none)
    }
    w.end()
  },
}

const createUnnamedError = (attribute: string): CodecError =>
  new CodecError('field', `KMIP 1.x has no name for the attribute ${attribute}`)

const writeVendor = (w: Writer, index: number | undefined, value: VendorAttribute): void => {
  const prefix = customPrefix(value)
  if (prefix === undefined) throw createUnnamedError('Attribute')
  w.text(attributeName, value.attributeName, prefix)
  if (index !== undefined) w.integer(attributeIndex, index)
  w.item(value.attributeValue, attributeValue)
}

/** 2.x: each attribute has its tag (KMIP 2.1 §5.1). */
const readByTag = (r: Reader, context: Context): AttributeInstance => {
  const index = context.hasIndices && r.is(attributeIndex) ? r.integer() : undefined
  const declared = attributeOfTag(r.tag)
  if (!declared) throw new CodecError('field', `tag 0x${r.tag.toString(16)} is not an attribute`)
  try {
    return createInstance(declared.id, readValue(declared.reading[context.version] as Place, r, context, none), index)
  } catch (error) {
    throw addErrorStep(error, declared.id)
  }
}

const readByTagOrSkip = (r: Reader, context: Context, leniency: Leniency): AttributeInstance | undefined => {
  const id = tagNames.idOf(r.tag) ?? toUnnamed(r.tag)
  if (!attributeOfTag(r.tag) && !leniency.isAttributeAsked(id)) {
    leniency.skipUnknown(r)
    return undefined
  }
  return leniency.readOrSkip(
    r,
    () => leniency.isAttributeAsked(id),
    () => readByTag(r, context),
  )
}

const writeByTag = (w: Writer, { attribute, index, value }: AttributeInstance, context: Context): void => {
  const declared = attributeOfId(attribute)
  if (!declared) throw new CodecError('field', `${attribute} is not an attribute`)
  if (context.hasIndices && index !== undefined) w.integer(attributeIndex, index)
  writeValue(declared.writing[context.version] as Place, w, declared.tag, value, context, none)
}

const listByTag: Type<AttributeList> = {
  title: 'Attributes',
  read(r, context) {
    const list: AttributeInstance[] = []
    r.enter()
    while (!r.is(0)) {
      const one = context.leniency ? readByTagOrSkip(r, context, context.leniency) : readByTag(r, context)
      if (one) list.push(one)
    }
    r.leave()
    return list
  },
  write(w, tag, list, context) {
    w.begin(tag)
    for (const each of list) {
      if (each.attribute === 'TemplateAttribute') throw new CodecError('field', 'KMIP 2.x has no templates')
      writeByTag(w, each, context)
    }
    w.end()
  },
}

const oneByTag: Type<AttributeInstance> = {
  title: 'one attribute',
  read(r, context) {
    r.enter()
    if (r.is(0)) throw new CodecError('field', 'no attribute is given')
    const one = readByTag(r, context)
    if (!r.is(0)) throw new CodecError('field', 'more than one attribute is given')
    r.leave()
    return one
  },
  write(w, tag, one, context) {
    w.begin(tag)
    writeByTag(w, one, context)
    w.end()
  },
}

const readInto = (list: (AttributeInstance | TemplateReference)[], r: Reader, context: Context): void => {
  try {
    const one: AttributeInstance | undefined = byName.read(r, context, {})
    if (one) list.push(one)
  } catch (error) {
    throw addErrorStep(error, `Attribute[${list.length}]`)
  }
}

const template: Type<AttributeList> = {
  title: 'Template Attribute',
  read(r, context) {
    const list: (AttributeInstance | TemplateReference)[] = []
    r.enter()
    while (r.is(Tag.Name)) list.push({ attribute: 'TemplateAttribute', value: Name.type.read(r, context, {}) })
    // MySQL Enterprise sends this filter of Locate among the attributes.
    while (r.is(Tag.StorageStatusMask))
      list.push(createInstance('Attribute', { ...vendorOf('Storage Status Mask'), attributeValue: r.item() }))
    while (!r.is(0)) {
      if (r.is(Tag.Attribute)) readInto(list, r, context)
      else if (context.leniency) context.leniency.skipUnknown(r)
      else throw new CodecError('field', `unexpected item with tag 0x${r.tag.toString(16)}`)
    }
    r.leave()
    return list
  },
  write(w, tag, list, context) {
    w.begin(tag)
    for (const each of list)
      if (each.attribute === 'TemplateAttribute') Name.type.write(w, Tag.Name, each.value, context, {})
    for (const each of list)
      if (each.attribute !== 'TemplateAttribute') byName.write(w, Tag.Attribute, each, context, {})
    w.end()
  },
}

/** Attributes standing side by side in 1.x, gathered in one structure in 2.x. */
export const attributes = (): Field<AttributeList> =>
  new Field<AttributeList>(listByTag).was('1.4', { tag: 'Attribute', type: byName, many: true })

/** Attributes of a new object: a Template-Attribute in 1.x (`tag`), Attributes in 2.x. */
export const templateAttributes = (tag: TagId): Field<AttributeList> =>
  new Field<AttributeList>(listByTag).was('1.4', { tag, type: template })

/** A Template-Attribute as 1.x has it, in any version: for clients that send it where it is no more. */
export const templateAttribute = (): Field<AttributeList> => new Field<AttributeList>(template)

/** One attribute: Attribute in 1.x, a structure that holds it in 2.x. */
export const attribute = (): Field<AttributeInstance> =>
  new Field<AttributeInstance>(oneByTag).was('1.4', { type: byName })
