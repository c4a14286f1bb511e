import { CodecError } from '../wire/error.ts'
import type { Reader } from '../wire/reader.ts'
import type { Writer } from '../wire/writer.ts'
import { Field, type Fields, type ValuesOf } from './field.ts'
import { type Place, placesOf, standsAt, type TagLookup } from './place.ts'
import type { Context, Type } from './type.ts'
import { versions } from './version.ts'

type Values = Record<string, unknown>

/** Adds one step to the path of an error that passes by. */
export const inside = (error: unknown, step: string): unknown =>
  error instanceof CodecError ? error.within(step) : error

const missing = (): CodecError => new CodecError('field', 'is missing')

const stepOf = ({ title }: Place, index: number): string => (index < 0 ? title : `${title}[${index}]`)

const readStructure = (places: readonly Place[], r: Reader, context: Context): Values => {
  const out: Values = {}
  let place = places[0] as Place
  let index = -1
  r.enter()
  try {
    for (let i = 0; i < places.length; i++) {
      place = places[i] as Place
      if (!standsAt(r, place)) {
        if (!place.optional) throw missing()
      } else if (place.many) {
        const list: unknown[] = []
        do {
          index = list.length
          list.push(place.read(r, context, out))
        } while (standsAt(r, place))
        index = -1
        out[place.key] = list
      } else out[place.key] = place.read(r, context, out)
    }
  } catch (error) {
    throw inside(error, stepOf(place, index))
  }
  if (!r.is(0)) throw new CodecError('field', `unexpected item with tag 0x${r.tag.toString(16)}`)
  r.leave()
  return out
}

const writePlace = (place: Place, w: Writer, own: unknown, context: Context, value: Values): void => {
  let index = -1
  try {
    if (place.many) {
      const list = own as readonly unknown[]
      if (list.length === 0 && !place.optional) throw missing()
      for (index = 0; index < list.length; index++) place.write(w, place.number, list[index], context, value)
    } else place.write(w, place.number, own, context, value)
  } catch (error) {
    throw inside(error, stepOf(place, index))
  }
}

/**
 * Goes through the keys of `value`, which mostly stand in wire order, and at each over the places that it passes by: much
 * faster than to ask for the key of every place.
 */
const writeStructure = (form: WritingForm, w: Writer, tag: number, value: Values, context: Context): void => {
  const { places } = form
  let next = 0
  w.begin(tag)
  for (const key in value) {
    const own = value[key]
    if (own === undefined) continue
    let at = next
    while (at < places.length && (places[at] as Place).key !== key) at++
    if (at === places.length) {
      if (context.exact) requirePlace(form, key, context)
      continue
    }
    for (; next < at; next++) writePassed(places[next] as Place, w, context, value)
    writePlace(places[next++] as Place, w, own, context, value)
  }
  for (; next < places.length; next++) requireOptional(places[next] as Place)
  w.end()
}

/** Writes a place that a key passed by: its own key is further behind, or not there. */
const writePassed = (place: Place, w: Writer, context: Context, value: Values): void => {
  const own = value[place.key]
  if (own === undefined) requireOptional(place)
  else writePlace(place, w, own, context, value)
}

const requireOptional = (place: Place): void => {
  if (!place.optional) throw inside(missing(), place.title)
}

const requirePlace = ({ title, places }: WritingForm, key: string, { version }: Context): void => {
  if (places.some((place) => place.key === key)) return
  throw new CodecError('field', `KMIP ${versions[version]} has no ${key} in ${title}`)
}

interface WritingForm {
  readonly title: string
  readonly places: readonly Place[]
}

/** The two walkers over a structure's fields; the only code that knows how form differs by version. */
const structureType = (title: string, fields: Fields, tags: TagLookup): Type<any> => {
  const reading = versions.map((_, version) => placesOf(title, fields, tags, version, true))
  const writing = versions.map((_, version) => ({ title, places: placesOf(title, fields, tags, version, false) }))
  return {
    title,
    fields,
    read: (r, context) => readStructure(reading[context.version] as readonly Place[], r, context),
    write: (w, tag, value, context) => writeStructure(writing[context.version] as WritingForm, w, tag, value, context),
  }
}

/** A structure as a field. */
export class Structure<F extends Fields> extends Field<ValuesOf<F>> {
  readonly fields: F

  constructor(title: string, fields: F, tags: TagLookup) {
    super(structureType(title, fields, tags))
    this.fields = fields
  }
}

/** The in-memory value of a structure. */
export type ValueOf<S> = S extends Field<infer V, boolean> ? V : never
