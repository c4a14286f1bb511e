import { expect } from 'chai'
import fc from 'fast-check'
import { JsonReader } from '../json/reader.ts'
import { JsonWriter } from '../json/writer.ts'
import type { ItemOddity } from '../schema/lenient-reading.ts'
import { arbitraryResponse } from '../testing/arbitrary-message.ts'
import { oldestFirst } from '../testing/declarations.ts'
import { TtlvReader } from '../ttlv/reader.ts'
import { TtlvWriter } from '../ttlv/writer.ts'
import { CodecError } from '../wire/error.ts'
import type { Item } from '../wire/item.ts'
import type { Reader } from '../wire/reader.ts'
import { parseXml } from '../xml/parse.ts'
import { XmlReader } from '../xml/reader.ts'
import { XmlWriter } from '../xml/writer.ts'
import type { ResponseMessage } from './message.ts'
import { type OperationName, operations } from './operation/table.ts'
import { tagNames } from './tag.ts'
import { livesIn } from './version.ts'
import { readResponse, readResponseLeniently, writeResponse } from './wire-message.ts'

type Edit = (items: readonly Item[], place: number) => readonly Item[]

const stranger: Item = { tag: 0x540001, type: 'TextString', value: 'of a vendor' }

/** Other types for an item; what is refused depends on the declaration. */
const retyped = ({ tag, type }: Item): Item =>
  type === 'LongInteger' ? { tag, type: 'TextString', value: 'x' } : { tag, type: 'LongInteger', value: 7n }

const edits: Readonly<Record<string, Edit>> = {
  insert: (items, place) => items.toSpliced(place % (items.length + 1), 0, stranger),
  retype: (items, place) => items.with(place % items.length, retyped(items[place % items.length] as Item)),
  remove: (items, place) => items.toSpliced(place % items.length, 1),
  repeat: (items, place) => items.toSpliced(place % items.length, 0, items[place % items.length] as Item),
  // Neighbours of one tag are a list, whose order is its own.
  swap: (items, place) => {
    const [first, second] = [items[place % items.length], items[(place % items.length) + 1]]
    if (!first || !second || first.tag === second.tag) return items
    return items.toSpliced(place % items.length, 2, second, first)
  },
}

const countStructures = (item: Item): number =>
  item.type === 'Structure'
    ? item.value.reduce((sum, each) => sum + countStructures(each), item.value.length ? 1 : 0)
    : 0

/** The same with the n-th structure edited, counted from the outside in. */
const editNth = (item: Item, n: number, edit: (items: readonly Item[]) => readonly Item[]): Item => {
  let left = n
  const walk = (each: Item): Item => {
    if (each.type !== 'Structure' || each.value.length === 0) return each
    if (left-- === 0) return { ...each, value: edit(each.value) }
    return { ...each, value: each.value.map(walk) }
  }
  return walk(item)
}

const toItem = (message: ResponseMessage): Item => {
  const writer = new TtlvWriter()
  writeResponse(writer, message)
  return new TtlvReader(writer.finish()).item()
}

/** Readers of the item in each encoding. */
const encodings: Readonly<Record<string, (item: Item) => Reader>> = {
  TTLV(item) {
    const writer = new TtlvWriter()
    writer.item(item, item.tag)
    return new TtlvReader(writer.finish())
  },
  XML(item) {
    const writer = new XmlWriter(tagNames)
    writer.item(item, item.tag)
    return new XmlReader(parseXml(writer.finish()), tagNames)
  },
  JSON(item) {
    const writer = new JsonWriter(tagNames)
    writer.item(item, item.tag)
    return new JsonReader(writer.finish(), tagNames)
  },
}

/** The value, or `undefined` where it is refused. @throws what is no CodecError */
const unlessRefused = <T>(read: () => T): T | undefined => {
  try {
    return read()
  } catch (error) {
    if (error instanceof CodecError) return undefined
    throw error
  }
}

/** Whether each value of `part` stands in `whole` too, in the same order. */
const isPart = (part: unknown, whole: unknown): boolean => {
  if (part instanceof Date || part instanceof Uint8Array || typeof part !== 'object' || part === null)
    return unlessDifferent(part, whole)
  if (Array.isArray(part)) {
    if (!Array.isArray(whole)) return false
    let from = 0
    return part.every((each) => {
      const found = whole.findIndex((other, index) => index >= from && isPart(each, other))
      from = found + 1
      return found >= 0
    })
  }
  if (typeof whole !== 'object' || whole === null) return false
  return Object.entries(part).every(([key, value]) => isPart(value, (whole as Record<string, unknown>)[key]))
}

const unlessDifferent = (one: unknown, other: unknown): boolean => {
  try {
    expect(one).to.deep.equal(other)
    return true
  } catch {
    return false
  }
}

interface Attributed {
  readonly attributes?: readonly { readonly attribute: string }[]
}

const attributesIn = ({ batchItem }: ResponseMessage): readonly { readonly attribute: string }[] =>
  batchItem.flatMap(({ responsePayload }) => (responsePayload as Attributed | undefined)?.attributes ?? [])

/** Reads an altered message in every encoding; each comes to the same. */
const readAltered = (item: Item, asked: ReadonlySet<string>) => {
  const outcomes = Object.values(encodings).map((open) => {
    const oddities: ItemOddity[] = []
    const reading = { findAsked: () => asked, note: (oddity: ItemOddity) => void oddities.push(oddity) }
    const message = unlessRefused(() => readResponseLeniently(open(item), reading))
    return { message, oddities, strict: unlessRefused(() => readResponse(open(item))) }
  })
  const [first, ...others] = outcomes
  for (const other of others) expect(other).to.deep.equal(first)
  return first as (typeof outcomes)[number]
}

const check = (message: ResponseMessage, kind: string, nth: number, place: number, askedFor: number): void => {
  const original = toItem(message)
  const altered = editNth(original, nth % countStructures(original), (items) => edits[kind]?.(items, place) ?? items)
  // Of the operations, only Get Attributes asks for attributes by name.
  const [first] = message.batchItem
  const ids = first?.operation === 'GetAttributes' ? attributesIn(message).map(({ attribute }) => attribute) : []
  const asked = new Set(ids.filter((_, index) => askedFor & (1 << index)))
  const { message: read, oddities, strict } = readAltered(altered, asked)
  if (strict) {
    expect(read).to.deep.equal(strict)
    expect(oddities).to.deep.equal([])
    return
  }
  if (!read) return
  expect(oddities).not.to.deep.equal([])
  expect(isPart(read, message), 'a value that the answer did not have').to.equal(true)
  const isAsked = ({ attribute }: { readonly attribute: string }): boolean => asked.has(attribute)
  const [before, after] = [message, read].map((each) => attributesIn(each).filter(isAsked))
  expect(after).to.deep.equal(before)
}

describe('a response that is altered in one place is read with the same values, or refused', () => {
  for (const [name, { since }] of Object.entries(operations) as [OperationName, (typeof operations)[OperationName]][])
    it(name, () => {
      for (const version of oldestFirst.filter((each) => livesIn(each, since)))
        fc.assert(
          fc.property(
            arbitraryResponse(name, version) as fc.Arbitrary<ResponseMessage>,
            fc.constantFrom(...Object.keys(edits)),
            fc.nat(),
            fc.nat(),
            fc.nat(255),
            check,
          ),
          { numRuns: Number(process.env.RUNS ?? 5) },
        )
    })
})
