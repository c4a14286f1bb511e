import { CodecError } from '../wire/error.ts'
import { ItemType } from '../wire/item.ts'
import type { EnumerationNames } from '../wire/reader.ts'
import type { Writer } from '../wire/writer.ts'
import { addErrorStep } from './add-error-step.ts'
import { stepOf } from './place.ts'
import type { Context, Layout, Place } from './type.ts'
import { versions } from './version.ts'

type Values = Record<string, unknown>

/** Constants of this file are faster than those of another, which are looked up at every use. */
const {
  Structure: structure,
  Integer: integer,
  Enumeration: enumeration,
  Boolean: boolean,
  TextString: textString,
  ByteString: byteString,
} = ItemType

const createMissingError = (): CodecError => new CodecError('field', 'is missing')

/** Writes one value of a place under `tag`: what is most frequent without a call of its type. */
export const writeValue = (
  place: Place,
  w: Writer,
  tag: number,
  field: unknown,
  context: Context,
  parent: Values,
): void => {
  switch (place.itemType) {
    case structure:
      writeStructure(place.layout as Layout, w, tag, field as Values, context)
      break
    case integer:
      w.integer(tag, field as number)
      break
    case enumeration:
      w.enumeration(tag, field as string, place.names as EnumerationNames)
      break
    case boolean:
      w.boolean(tag, field as boolean)
      break
    case textString:
      w.text(tag, field as string)
      break
    case byteString:
      w.bytes(tag, field as Uint8Array)
      break
    default:
      place.write(w, tag, field, context, parent)
  }
}

const writePlace = (place: Place, w: Writer, field: unknown, context: Context, value: Values): void => {
  let index = -1
  try {
    if (place.many) {
      const list = field as readonly unknown[]
      if (list.length === 0 && !place.optional) throw createMissingError()
      for (index = 0; index < list.length; index++) writeValue(place, w, place.number, list[index], context, value)
    } else writeValue(place, w, place.number, field, context, value)
  } catch (error) {
    throw addErrorStep(error, stepOf(place, index))
  }
}

/**
 * Goes through the keys of `value`, which mostly stand in wire order: much faster than to ask for the key of every place.
 * Where they do not, what is written is taken back, and written again by places.
 */
export const writeStructure = (layout: Layout, w: Writer, tag: number, value: Values, context: Context): void => {
  const { places } = layout
  let next = 0
  w.begin(tag)
  for (const key in value) {
    const field = value[key]
    if (field === undefined) continue
    const at = findPlace(places, key, next)
    if (at === places.length ? findPlace(places, key, 0) < next : !areOptional(places, next, at)) {
      w.undo()
      writeByPlaces(layout, w, tag, value, context)
      return
    }
    if (at < places.length) {
      writePlace(places[at] as Place, w, field, context, value)
      next = at + 1
    } else if (context.exact) throw createUnknownKeyError(layout, key, context)
  }
  for (; next < places.length; next++) requireOptional(places[next] as Place)
  w.end()
}

const findPlace = (places: readonly Place[], key: string, from: number): number => {
  let at = from
  while (at < places.length && (places[at] as Place).key !== key) at++
  return at
}

/** Whether none of the places from `from` to before `to` must be there. */
const areOptional = (places: readonly Place[], from: number, to: number): boolean => {
  for (let i = from; i < to; i++) if (!(places[i] as Place).optional) return false
  return true
}

const writeByPlaces = (layout: Layout, w: Writer, tag: number, value: Values, context: Context): void => {
  const { places } = layout
  if (context.exact)
    for (const [key, field] of Object.entries(value))
      if (field !== undefined && findPlace(places, key, 0) === places.length)
        throw createUnknownKeyError(layout, key, context)
  w.begin(tag)
  for (const place of places) {
    const field = value[place.key]
    if (field === undefined) requireOptional(place)
    else writePlace(place, w, field, context, value)
  }
  w.end()
}

const requireOptional = (place: Place): void => {
  if (!place.optional) throw addErrorStep(createMissingError(), place.title)
}

const createUnknownKeyError = ({ title }: Layout, key: string, { version }: Context): CodecError =>
  new CodecError('field', `KMIP ${versions[version]} has no ${key} in ${title}`)
