import { CodecError } from '../wire/error.ts'
import { ItemType } from '../wire/item.ts'
import type { EnumerationNames, Reader } from '../wire/reader.ts'
import { addErrorStep } from './add-error-step.ts'
import { isAtPlace, stepOf } from './place.ts'
import { readEnumeration } from './read-enumeration.ts'
import type { Context, Layout, Place } from './type.ts'

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

/** Reads one value of a place: what is most frequent without a call of its type. */
export const readValue = (place: Place, r: Reader, context: Context, parent: Values): unknown => {
  switch (place.itemType) {
    case structure:
      return readStructure(place.layout as Layout, r, context)
    case integer:
      return r.integer()
    case enumeration:
      return readEnumeration(r, place.names as EnumerationNames, context)
    case boolean:
      return r.boolean()
    case textString:
      return r.text()
    case byteString:
      return r.bytes()
    default:
      return place.read(r, context, parent)
  }
}

/** Finds the place, already read, that the item here is one too many of. */
const findRepeated = (places: readonly Place[], r: Reader, out: Values): Place | undefined =>
  places.find(({ key, number, many }) => !many && number !== 0 && r.is(number) && out[key] !== undefined)

const createRepeatedError = (): CodecError => new CodecError('repeated', 'is given more than once')

/** Reads all fields of a structure. */
export const readStructure = (layout: Layout, r: Reader, context: Context): Values => {
  if (context.leniency !== undefined) return context.leniency.readStructure(layout, r, context)
  const { places } = layout
  const out: Values = {}
  let place = places[0] as Place
  let index = -1
  r.enter()
  try {
    for (let i = 0; i < places.length; i++) {
      place = places[i] as Place
      if (!isAtPlace(r, place)) {
        if (place.optional) continue
        const repeated = findRepeated(places, r, out)
        place = repeated ?? place
        throw repeated ? createRepeatedError() : new CodecError('field', 'is missing')
      } else if (place.many) {
        const list: unknown[] = []
        do {
          index = list.length
          list.push(readValue(place, r, context, out))
        } while (isAtPlace(r, place))
        index = -1
        out[place.key] = list
      } else out[place.key] = readValue(place, r, context, out)
    }
  } catch (error) {
    throw addErrorStep(error, stepOf(place, index))
  }
  if (!r.is(0)) {
    const repeated = findRepeated(places, r, out)
    if (repeated) throw addErrorStep(createRepeatedError(), repeated.title)
    throw new CodecError('field', `unexpected item with tag 0x${r.tag.toString(16)}`)
  }
  r.leave()
  return out
}
