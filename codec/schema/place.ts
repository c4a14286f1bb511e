import { CodecError } from '../wire/error.ts'
import type { Item } from '../wire/item.ts'
import type { Reader } from '../wire/reader.ts'
import type { Fields } from './field.ts'
import type { Place, Type, Variant, Variants } from './type.ts'

type Codec = Pick<Type<any>, 'read' | 'write' | 'direct'>

/** The tag that a key or id names: number and id. */
export interface TagLookup {
  ofKey(key: string): { id: string; tag: number } | undefined
  ofId(id: string): number | undefined
}

/** How the path of an error names a place; `index` below 0: it does not repeat. */
export const stepOf = ({ title }: Place, index: number): string => (index < 0 ? title : `${title}[${index}]`)

export const isAtPlace = (r: Reader, place: Place): boolean =>
  place.number !== 0 ? r.is(place.number) : place.variants ? place.variants.has(r.tag) : !r.is(0)

const requireOnly = (variants: readonly Variant[], value: Record<string, unknown>): void => {
  const [, ...others] = Object.keys(value).filter((key) => value[key] !== undefined)
  if (others.length)
    throw new CodecError('field', `only one of ${variants.map(({ key }) => key).join(', ')} can stand here`)
}

const createVariantCodec = (variants: Variants): Codec => {
  const all = [...variants.values()]
  return {
    read(r, context, parent) {
      const { key, type } = variants.get(r.tag) as Variant
      const out: Record<string, unknown> = {}
      out[key] = type.read(r, context, parent)
      return out
    },
    write(w, _, value, context, parent) {
      if (context.exact) requireOnly(all, value)
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
export const resolvePlaces = (
  title: string,
  fields: Fields,
  tags: TagLookup,
  version: number,
  reading: boolean,
): Place[] =>
  Object.entries(fields).flatMap(([key, field]) => {
    const form = field.at(version, reading)
    if (!form) return []
    const free = form.variants !== undefined || form.rest
    const found = form.tag ? { id: form.tag, tag: tags.ofId(form.tag) } : tags.ofKey(key)
    if (found?.tag === undefined && !free) throw new TypeError(`${title}.${key}: no such tag`)
    const { read, write, direct } = form.variants ? createVariantCodec(form.variants) : form.rest ? anyItem : form.type
    return {
      key,
      title: found?.id ?? key,
      number: free ? 0 : (found?.tag as number),
      optional: field.facts.optional,
      unasked: field.facts.unasked,
      many: form.many,
      variants: form.variants,
      itemType: direct?.itemType ?? 0,
      names: direct?.names,
      layout: (reading ? direct?.reading : direct?.writing)?.[version],
      read,
      write,
    }
  })
