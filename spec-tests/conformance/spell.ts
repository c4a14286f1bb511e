import { type Element, valueAt } from './element.ts'
import type { Registry } from './registry.ts'
import { toIsoSeconds, toSeconds } from './value.ts'

/**
 * Binary TTLV of an element tree and back, for the harness alone: it shares no code with the codec, so that what the
 * server sends is also checked against the numbers of the standard.
 */
export interface Speller {
  toTtlv(element: Element): Buffer
  /** @throws Error when the bytes are no well-formed item, or something follows it. */
  toElement(bytes: Uint8Array): Element
}

const typeNames = [
  '',
  'Structure',
  'Integer',
  'LongInteger',
  'BigInteger',
  'Enumeration',
  'Boolean',
  'TextString',
  'ByteString',
  'DateTime',
  'Interval',
  'DateTimeExtended',
]

const int32 = (value: number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value | 0)
  return bytes
}

const int64 = (value: bigint) => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64BE(value)
  return bytes
}

/** What the enumeration or mask of a leaf is called: its tag, or the attribute whose value it is. */
const fieldOf = (element: Element, parent: Element | undefined) =>
  element.name === 'AttributeValue' ? (valueAt(parent, 'AttributeName') ?? '') : element.name

const contentOf = (registry: Registry, element: Element, parent: Element | undefined): Buffer => {
  const { value } = element
  switch (element.type) {
    case 'Structure':
      return Buffer.concat(element.children.map((child) => encode(registry, child, element)))
    case 'Integer':
      return int32(/^-?\d+$/.test(value) ? Number(value) : registry.maskValue(fieldOf(element, parent), value))
    case 'LongInteger':
      return int64(BigInt(value))
    case 'Enumeration':
      return int32(registry.enumerationValue(fieldOf(element, parent), value))
    case 'Boolean':
      return int64(value === 'true' ? 1n : 0n)
    case 'TextString':
      return Buffer.from(value, 'utf8')
    case 'ByteString':
    case 'BigInteger':
      return Buffer.from(value, 'hex')
    case 'DateTime':
      return int64(BigInt(toSeconds(value)))
    case 'Interval':
      return int32(Number(value))
    case 'DateTimeExtended':
      return int64(BigInt(value))
    default:
      throw new Error(`no item type is called ${element.type}`)
  }
}

const encode = (registry: Registry, element: Element, parent?: Element): Buffer => {
  const content = contentOf(registry, element, parent)
  const header = Buffer.alloc(8)
  header.writeUIntBE(registry.tagOf(element.name), 0, 3)
  header.writeUInt8(typeNames.indexOf(element.type), 3)
  header.writeUInt32BE(content.length, 4)
  return Buffer.concat([header, content, Buffer.alloc((8 - (content.length % 8)) % 8)])
}

const fixedLengths: Record<string, number> = {
  Integer: 4,
  LongInteger: 8,
  Enumeration: 4,
  Boolean: 8,
  DateTime: 8,
  Interval: 4,
  DateTimeExtended: 8,
}

const textOf = (registry: Registry, type: string, field: string, content: Buffer): string => {
  switch (type) {
    case 'Integer':
      return registry.isMask(field) ? registry.maskNames(field, content.readInt32BE()) : String(content.readInt32BE())
    case 'Enumeration':
      return registry.enumerationName(field, content.readUInt32BE())
    case 'Boolean':
      return content.readBigInt64BE() === 1n ? 'true' : 'false'
    case 'TextString':
      return content.toString('utf8')
    case 'DateTime':
      return toIsoSeconds(Number(content.readBigInt64BE()))
    case 'Interval':
      return String(content.readUInt32BE())
    case 'LongInteger':
    case 'DateTimeExtended':
      return content.readBigInt64BE().toString()
    default:
      return content.toString('hex')
  }
}

interface Decoded {
  readonly element: Element
  readonly end: number
}

const decode = (
  registry: Registry,
  bytes: Buffer,
  start: number,
  limit: number,
  before: readonly Element[],
): Decoded => {
  if (start + 8 > limit) throw new Error(`an item begins at ${start} and has no room`)
  const name = registry.nameOf(bytes.readUIntBE(start, 3))
  const type = typeNames[bytes.readUInt8(start + 3)] ?? ''
  const length = bytes.readUInt32BE(start + 4)
  const padded = length + ((8 - (length % 8)) % 8)
  const end = start + 8 + padded
  if (!type || end > limit) throw new Error(`${name} at ${start} is malformed`)
  if (fixedLengths[type] !== undefined && fixedLengths[type] !== length)
    throw new Error(`${name} has the length ${length}`)
  const content = bytes.subarray(start + 8, start + 8 + length)
  if (bytes.subarray(start + 8 + length, end).some((byte) => byte !== 0))
    throw new Error(`${name} is not padded with zeros`)
  if (type === 'Structure') {
    const children: Element[] = []
    for (let at = start + 8; at < end; ) {
      const child = decode(registry, bytes, at, end, children)
      children.push(child.element)
      at = child.end
    }
    return { element: { name, type, value: '', children }, end }
  }
  const attribute = before.find((sibling) => sibling.name === 'AttributeName')
  const field = name === 'AttributeValue' && attribute ? attribute.value : name
  return { element: { name, type, value: textOf(registry, type, field, content), children: [] }, end }
}

/** The spelling of one registry. */
export const createSpeller = (registry: Registry): Speller => ({
  toTtlv: (element) => encode(registry, element),
  toElement(bytes) {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const { element, end } = decode(registry, buffer, 0, buffer.length, [])
    if (end !== buffer.length) throw new Error(`${buffer.length - end} bytes follow the message`)
    return element
  },
})
