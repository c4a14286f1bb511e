import { ItemType } from '../wire/item.ts'
import { Field, type Fields, type ValuesOf } from './field.ts'
import { resolvePlaces, type TagLookup } from './place.ts'
import { readStructure } from './read-structure.ts'
import type { Layout, Place, Type } from './type.ts'
import { versions } from './version.ts'
import { writeStructure } from './write-structure.ts'

/** The places of later versions whose key a version does not have, each in its first form. */
const findLater = (own: readonly Place[], later: readonly (readonly Place[])[]): Place[] => {
  const found = new Map<string, Place>()
  for (const place of later.flat())
    if (!found.has(place.key) && !own.some(({ key }) => key === place.key)) found.set(place.key, place)
  return [...found.values()]
}

/** The two walkers over a structure's fields; the only code that knows how form differs by version. */
const createStructureType = (title: string, fields: Fields, tags: TagLookup): Type<any> => {
  const layouts = (isReading: boolean): Layout[] => {
    const places = versions.map((_, version) => resolvePlaces(title, fields, tags, version, isReading))
    return places.map((own, version) => ({
      title,
      places: own,
      later: () => findLater(own, places.slice(version + 1)),
    }))
  }
  const reading = layouts(true)
  const writing = layouts(false)
  return {
    title,
    fields,
    direct: { itemType: ItemType.Structure, reading, writing },
    read: (r, context) => readStructure(reading[context.version] as Layout, r, context),
    write: (w, tag, value, context) => writeStructure(writing[context.version] as Layout, w, tag, value, context),
  }
}

/** A structure as a field. */
export class Structure<F extends Fields> extends Field<ValuesOf<F>> {
  readonly fields: F

  constructor(title: string, fields: F, tags: TagLookup) {
    super(createStructureType(title, fields, tags))
    this.fields = fields
  }
}

/** The in-memory value of a structure. */
export type ValueOf<S> = S extends Field<infer V, boolean> ? V : never
