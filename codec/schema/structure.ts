import { CodecError } from '../wire/error.ts'
import { ItemType } from '../wire/item.ts'
import type { Reader } from '../wire/reader.ts'
import type { Writer } from '../wire/writer.ts'
import { Field, type Fields, type Form, type ValuesOf } from './field.ts'
import type { Context, Type } from './type.ts'
import { versions } from './version.ts'

/** A field as the walkers use it: resolved for one version. */
interface Place extends Form {
  readonly key: string
  readonly title: string
  readonly number: number
  readonly optional: boolean
}

/** The tag that a key or id names: number and id. */
export interface TagLookup {
  ofKey(key: string): { id: string; tag: number } | undefined
  ofId(id: string): number | undefined
}

type Values = Record<string, unknown>

const matches = (r: Reader, place: Place): boolean =>
  place.variants ? place.variants.has(r.tag) : place.rest ? !r.is(0) : r.is(place.number)

const readOne = (r: Reader, place: Place, context: Context, out: Values): unknown => {
  const variant = place.variants?.get(r.tag)
  return variant ? { [variant.key]: variant.type.read(r, context, out) } : place.type.read(r, context, out)
}

type Variants = NonNullable<Form['variants']>

const writeVariant = (w: Writer, variants: Variants, value: any, context: Context, parent: Values): void => {
  const variant = [...variants.values()].find((each) => value[each.key] !== undefined)
  if (!variant) throw new CodecError('field', `none of ${[...variants.values()].map((v) => v.key).join(', ')} is given`)
  variant.type.write(w, variant.tag, value[variant.key], context, parent)
}

const writeOne = (w: Writer, place: Place, value: any, context: Context, parent: Values): void => {
  if (place.variants) writeVariant(w, place.variants, value, context, parent)
  else if (place.rest) w.item(value)
  else place.type.write(w, place.number, value, context, parent)
}

/** Adds one step to the path of an error that passes by. */
export const inside = (error: unknown, step: string): unknown =>
  error instanceof CodecError ? error.within(step) : error

/** The two walkers over a structure's fields; the only code that knows how form differs by version. */
export class StructureType<F extends Fields> implements Type<ValuesOf<F>> {
  readonly title: string
  readonly fields: F
  readonly #places: { reading: (readonly Place[])[]; writing: (readonly Place[])[] }

  constructor(title: string, fields: F, tags: TagLookup) {
    this.title = title
    this.fields = fields
    const places = (reading: boolean) => versions.map((_, version) => this.#placesAt(version, reading, tags))
    this.#places = { reading: places(true), writing: places(false) }
  }

  #placesAt(version: number, reading: boolean, tags: TagLookup): Place[] {
    return Object.entries(this.fields).flatMap(([key, field]) => {
      const form = field.at(version, reading)
      if (!form) return []
      const own = form.tag ? { id: form.tag, tag: tags.ofId(form.tag) } : tags.ofKey(key)
      if (own?.tag === undefined && !form.variants && !form.rest)
        throw new TypeError(`${this.title}.${key}: no such tag`)
      return [{ ...form, key, title: own?.id ?? key, number: own?.tag ?? 0, optional: field.facts.optional }]
    })
  }

  read(r: Reader, context: Context): ValuesOf<F> {
    const places = this.#places.reading[context.version] as readonly Place[]
    const out: Values = {}
    let place: Place | undefined
    let index = -1
    r.enter()
    try {
      for (let i = 0; i < places.length; i++) {
        place = places[i] as Place
        index = -1
        if (!matches(r, place)) {
          if (!place.optional) throw new CodecError('field', 'is missing')
        } else if (place.many) {
          const list: unknown[] = []
          do {
            index = list.length
            list.push(readOne(r, place, context, out))
          } while (matches(r, place))
          out[place.key] = list
        } else out[place.key] = readOne(r, place, context, out)
      }
    } catch (error) {
      throw inside(error, index < 0 ? (place as Place).title : `${(place as Place).title}[${index}]`)
    }
    if (!r.is(0)) throw new CodecError('field', `unexpected item with tag 0x${r.tag.toString(16)}`)
    r.leave()
    return out as ValuesOf<F>
  }

  write(w: Writer, tag: number, value: ValuesOf<F>, context: Context): void {
    const places = this.#places.writing[context.version] as readonly Place[]
    const given = value as Values
    w.begin(tag)
    let place: Place | undefined
    let written = 0
    try {
      for (let i = 0; i < places.length; i++) {
        place = places[i] as Place
        const own = given[place.key]
        if (own === undefined) {
          if (!place.optional) throw new CodecError('field', 'is missing')
          continue
        }
        written++
        if (place.many) for (const each of own as unknown[]) writeOne(w, place, each, context, given)
        else writeOne(w, place, own, context, given)
      }
    } catch (error) {
      throw inside(error, (place as Place).title)
    }
    if (context.exact) this.#refuseLeftOver(given, written, places, versions[context.version] as string)
    w.end()
  }

  #refuseLeftOver(given: Values, written: number, places: readonly Place[], version: string): void {
    const keys = Object.keys(given).filter((key) => given[key] !== undefined)
    if (keys.length === written) return
    const extra = keys.find((key) => !places.some((place) => place.key === key))
    throw new CodecError('field', `KMIP ${version} has no ${extra} in ${this.title}`)
  }
}

/** A structure as a field. */
export class Structure<F extends Fields> extends Field<ValuesOf<F>> {
  readonly fields: F
  declare readonly type: StructureType<F>

  constructor(title: string, fields: F, tags: TagLookup) {
    super(new StructureType(title, fields, tags))
    this.fields = fields
  }
}

/** The in-memory value of a structure. */
export type ValueOf<S> = S extends Field<infer V, boolean> ? V : never

export const isStructure = (r: Reader): boolean => r.type === ItemType.Structure
