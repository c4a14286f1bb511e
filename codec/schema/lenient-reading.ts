import { CodecError } from '../wire/error.ts'
import { formatTag } from '../wire/format-tag.ts'
import type { Mark, Reader, TagNames } from '../wire/reader.ts'
import { addErrorStep } from './add-error-step.ts'
import { isAtPlace, stepOf } from './place.ts'
import { readValue } from './read-structure.ts'
import type { Context, Layout, Leniency, Place } from './type.ts'
import { versions } from './version.ts'

/**
 * `illTyped`: the value cannot be read. `unknown`: the item is not declared there. `misplaced`: it is declared, and stands in another
 * order. `laterVersion`: the version of the message does not have it. `repeated`: it is there more than once.
 */
export type ItemOddityKind = 'illTyped' | 'unknown' | 'misplaced' | 'laterVersion' | 'repeated'

/** Something in a message that departs from the standard without harm. Names and types only: it holds no values. */
export interface ItemOddity {
  readonly kind: ItemOddityKind
  /** From the outside in, as in the path of a CodecError: `ResponseMessage`, `BatchItem[0]`, … */
  readonly path: readonly string[]
  /** `expected Interval, found LongInteger` */
  readonly problem: string
  readonly outcome: 'skipped' | 'read'
}

/** What a lenient reading depends on. */
export interface LenientOptions {
  /** The ids of the attributes that the request asked for by name: they are read strictly. */
  readonly asked: ReadonlySet<string>
  readonly note: (oddity: ItemOddity) => void
  readonly tags: TagNames
}

type Values = Record<string, unknown>

/** The items of a structure by their place, each as a position of the reader. */
type Items = Map<Place, Mark[]>

/**
 * The second reading of an answer that the strict one has refused. It decides in {@link readOrSkip} and {@link #requireHarmless} what is
 * skipped and noted; everything else is an error as before. Malformed bytes are always an error: what follows them is unknown.
 */
export class LenientReading implements Leniency {
  readonly #options: LenientOptions
  /** Where the reading is. */
  readonly #path: string[]
  /** Inside a managed object every item counts: an unknown one may decide what the bytes of the key mean. */
  readonly #isObject: boolean

  /** @param path the steps to the message, which the reading adds to and removes from */
  constructor(options: LenientOptions, path: string[], isObject = false) {
    this.#options = options
    this.#path = path
    this.#isObject = isObject
  }

  isAttributeAsked(id: string | undefined): boolean {
    return id === undefined ? this.#options.asked.size > 0 : this.#options.asked.has(id)
  }

  within<T>(step: string, read: () => T): T {
    this.#path.push(step)
    try {
      return read()
    } catch (error) {
      throw addErrorStep(error, step)
    } finally {
      this.#path.pop()
    }
  }

  readOrSkip<T>(r: Reader, isAsked: () => boolean, read: () => T): T | undefined {
    const mark = r.mark()
    try {
      return read()
    } catch (error) {
      if (!(error instanceof CodecError) || error.fault === 'malformed') throw error
      r.reset(mark)
      if (isAsked()) throw error
      this.#note('illTyped', error.path, error.detail, 'skipped')
      r.skip()
      return undefined
    }
  }

  skipUnknown(r: Reader): void {
    const { tag } = r
    this.#requireHarmless(`unexpected item with tag ${formatTag(tag)}`)
    this.#note('unknown', [this.#options.tags.idOf(tag) ?? formatTag(tag)], 'is not expected there', 'skipped')
    r.skip()
  }

  noteMisplaced({ tag }: Reader): void {
    this.#noteRead('misplaced', this.#options.tags.idOf(tag) ?? formatTag(tag), 'stands out of order')
  }

  readStructure(layout: Layout, r: Reader, context: Context): Values {
    const out: Values = {}
    r.enter()
    const items = this.#sortItems(layout, r, context)
    const end = r.mark()
    for (const place of layout.places) {
      const marks = items.get(place)
      if (marks) this.#readPlace(place, marks, r, context, out)
      else if (!place.optional) throw addErrorStep(new CodecError('field', 'is missing'), place.title)
    }
    for (const place of layout.later()) {
      const marks = items.get(place)
      if (marks) this.#readPlace(place, marks, r, context, out)
    }
    r.reset(end)
    r.leave()
    return out
  }

  /** Goes through the items of the structure, in whatever order they are. */
  #sortItems({ places, later: findLater }: Layout, r: Reader, context: Context): Items {
    const items: Items = new Map()
    let reached = 0
    while (!r.is(0)) {
      const index = findPlace(places, r)
      const place = places[index] ?? findLater().find((each) => isAtPlace(r, each))
      if (!place) {
        this.skipUnknown(r)
        continue
      }
      if (index < 0) this.#noteRead('laterVersion', place.title, `KMIP ${versions[context.version]} does not have it`)
      else if (index < reached) this.#noteRead('misplaced', place.title, 'stands out of order')
      else reached = index
      const marks = items.get(place)
      if (!marks) items.set(place, [r.mark()])
      else if (place.many) marks.push(r.mark())
      else if (place.unasked) this.#note('repeated', [place.title], 'is given more than once', 'skipped')
      else throw addErrorStep(new CodecError('repeated', 'is given more than once'), place.title)
      r.skip()
    }
    return items
  }

  #readPlace(place: Place, marks: readonly Mark[], r: Reader, context: Context, out: Values): void {
    // A managed object: exactly the fields with variants hold one.
    const inner = place.variants ? { ...context, leniency: this.#insideObject() } : context
    const read = (): unknown => readValue(place, r, inner, out)
    const values: unknown[] = []
    for (const [index, mark] of marks.entries()) {
      r.reset(mark)
      const value = this.#readItem(r, place, stepOf(place, place.many ? index : -1), read)
      if (value !== undefined) values.push(value)
    }
    if (values.length > 0) out[place.key] = place.many ? values : values[0]
    else if (!place.optional) throw addErrorStep(new CodecError('field', 'is missing'), place.title)
  }

  #readItem(r: Reader, place: Place, step: string, read: () => unknown): unknown {
    return this.readOrSkip(
      r,
      () => !place.unasked,
      () => this.within(step, read),
    )
  }

  #insideObject(): LenientReading {
    return new LenientReading(this.#options, this.#path, true)
  }

  #requireHarmless(problem: string): void {
    if (this.#isObject) throw new CodecError('field', problem)
  }

  #noteRead(kind: 'misplaced' | 'laterVersion', step: string, problem: string): void {
    if (this.#isObject) throw addErrorStep(new CodecError('field', problem), step)
    this.#note(kind, [step], problem, 'read')
  }

  #note(kind: ItemOddityKind, steps: readonly string[], problem: string, outcome: ItemOddity['outcome']): void {
    this.#options.note({ kind, path: [...this.#path, ...steps], problem, outcome })
  }
}

/** The place of the item here by its tag; else the place that takes every item; else -1. */
const findPlace = (places: readonly Place[], r: Reader): number => {
  const own = places.findIndex((place) => (place.number !== 0 || place.variants) && isAtPlace(r, place))
  return own >= 0 ? own : places.findIndex((place) => place.number === 0 && !place.variants)
}
