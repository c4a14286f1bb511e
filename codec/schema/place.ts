import { CodecError } from '../wire/error.ts'
import type { Item } from '../wire/item.ts'
import type { Reader } from '../wire/reader.ts'
import type { Fields, Form, Variant } from './field.ts'
import type { Type } from './type.ts'

type Codec = Pick<Type<any>, 'read' | 'write'>
type Variants = NonNullable<Form['variants']>

/**
 * A field as the walkers use it: resolved for one version. Every place has every key: the walkers are fast only as long as
 * all places have one shape.
 */
export interface Place extends Codec {
  readonly key: string
  readonly title: string
  /** The tag; 0 where one of several may stand. */
  readonly number: number
  readonly optional: boolean
  readonly many: boolean
  readonly variants: Variants | undefined
}

/** The tag that a key or id names: number and id. */
export interface TagLookup {
  ofKey(key: string): { id: string; tag: number } | undefined
  ofId(id: string): number | undefined
}

export const standsAt = (r: Reader, place: Place): boolean =>
  place.number !== 0 ? r.is(place.number) : place.variants ? place.variants.has(r.tag) : !r.is(0)

const oneOf = (variants: Variants): Codec => {
  const all = [...variants.values()]
  return {
    read(r, context, parent) {
      const { key, type } = variants.get(r.tag) as Variant
      const out: Record<string, unknown> = {}
      out[key] = type.read(r, context, parent)
      return out
    },
    write(w, _, value, context, parent) {
      for (const { key, tag, type } of all)
        if (value[key] !== undefined) return type.write(w, tag, value[key], context, parent)
      throw new CodecError('field', `none of ${all.map(({ key }) => key).join(', ')} is given`)
    },
  }
}

const anyItem: Codec = {
  read: (r) => r.item(),
  write: (w, _, item: Item) => w.item(item),
}

/** The fields that `version` (an index) has, in wire order. */
export const placesOf = (title: string, fields: Fields, tags: TagLookup, version: number, reading: boolean): Place[] =>
  Object.entries(fields).flatMap(([key, field]) => {
    const form = field.at(version, reading)
    if (!form) return []
    const free = form.variants !== undefined || form.rest
    const own = form.tag ? { id: form.tag, tag: tags.ofId(form.tag) } : tags.ofKey(key)
    if (own?.tag === undefined && !free) throw new TypeError(`${title}.${key}: no such tag`)
    const { read, write } = form.variants ? oneOf(form.variants) : form.rest ? anyItem : form.type
    return {
      key,
      title: own?.id ?? key,
      number: free ? 0 : (own?.tag as number),
      optional: field.facts.optional,
      many: form.many,
      variants: form.variants,
      read,
      write,
    }
  })
