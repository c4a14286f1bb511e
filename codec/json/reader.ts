import { CodecError } from '../wire/error.ts'
import { defaultLimits, type Limits } from '../wire/limits.ts'
import type { Spelled } from '../wire/parse-spelled.ts'
import type { TagNames } from '../wire/reader.ts'
import { itemTypeOf, type Tree, TreeReader } from '../wire/tree-reader.ts'

const createMalformedError = (detail: string): CodecError => new CodecError('malformed', detail)

const readProperty = (node: unknown, name: 'tag' | 'name' | 'type' | 'value'): unknown => {
  if (typeof node !== 'object' || node === null || Array.isArray(node))
    throw createMalformedError('an item is not a JSON object')
  return Object.hasOwn(node, name) ? (node as Record<string, unknown>)[name] : undefined
}

/** How JSON objects are items: KMIP Profiles 2.1 §5.5.1.6. */
const createJsonTree = (tags: TagNames): Tree<unknown> => ({
  tagOf(node) {
    const id = readProperty(node, 'tag') ?? readProperty(node, 'name')
    if (typeof id !== 'string') throw createMalformedError('an item has no tag')
    const tag = /^0x[0-9a-f]{6}$/i.test(id) ? Number(id) : tags.tagOf(id)
    if (!tag) throw createMalformedError('an item has an unknown tag')
    return tag
  },
  typeOf: (node) => itemTypeOf(readProperty(node, 'type')),
  itemsOf(node) {
    const items = readProperty(node, 'value') ?? []
    if (!Array.isArray(items)) throw createMalformedError('the value of a Structure is not a JSON array')
    return items
  },
  valueOf(node) {
    const value = readProperty(node, 'value')
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value as Spelled
    throw createMalformedError('a value is not a JSON string, number or Boolean')
  },
})

const parse = (text: string, limits: Limits): unknown => {
  if (text.length > limits.messageSize)
    throw createMalformedError(`document of more than ${limits.messageSize} characters`)
  try {
    return JSON.parse(text)
  } catch {
    // The engine's message repeats the text, which may hold secrets.
    throw createMalformedError('not well-formed JSON')
  }
}

/** Reads the items of one message in the JSON encoding (KMIP Profiles 2.1 §5.5.1). */
export class JsonReader extends TreeReader<unknown> {
  /** @throws {CodecError} when the text is not JSON, longer than `limits.messageSize` characters, or no item */
  constructor(text: string, tags: TagNames, limits: Limits = defaultLimits) {
    super([parse(text, limits)], createJsonTree(tags), limits)
  }
}
