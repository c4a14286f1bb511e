import { type Item, type ItemType, Tag, TtlvWriter } from '../../codec/index.ts'
import type { SeededRandom } from '../support/random.ts'

const bytesOf = (random: SeededRandom, count: number): number[] =>
  Array.from({ length: count }, () => random.below(256))

const encodeItem = (item: Item): Buffer => {
  const writer = new TtlvWriter()
  writer.item(item)
  return Buffer.from(writer.finish())
}

const odd: { readonly [T in ItemType]: readonly (Item & { readonly type: T })['value'][] } = {
  Structure: [[]],
  Integer: [0, 1, -1, 0x7fffffff, -0x80000000],
  LongInteger: [0n, -1n, 2n ** 63n - 1n],
  BigInteger: [0n, -1n, 2n ** 4096n],
  Enumeration: ['0x00000000', '0x00000007', '0x7fffffff', '0x8000000a', '0xffffffff'],
  Boolean: [true, false],
  TextString: ['', '\0', 'x-', '😀'.repeat(300), '../../etc/passwd', 'Name', '1'.repeat(5000)],
  ByteString: [Buffer.alloc(0), Buffer.alloc(1), Buffer.alloc(10_000, 0x41)],
  DateTime: [new Date(0), new Date(-1e12), new Date(8e15)],
  Interval: [0, 0xffffffff],
  DateTimeExtended: [0n, -1n],
}

const types = Object.keys(odd) as ItemType[]
const tags = Object.values(Tag)

/** An item of a random type, with an unusual value. */
const createOddItem = (tag: number, random: SeededRandom): Item => {
  const type = random.pick(types)
  return { tag, type, value: random.pick(odd[type] as readonly unknown[]) } as Item
}

type Change = (item: Item, random: SeededRandom, other: Item) => readonly Item[]

/** What can become of one item: other items in its place. */
const changes: readonly Change[] = [
  () => [],
  (item) => [item, item],
  (item) => Array.from({ length: 100 }, () => item),
  (item, _, other) => [other, item],
  (_, __, other) => [other],
  (item, random) => [{ ...item, tag: random.pick(tags) }],
  (item, random) => [{ ...item, tag: random.below(0xffffff) + 1 }],
  (item, random) => [createOddItem(item.tag, random)],
  (item, random) => [{ ...item, value: random.pick(odd[item.type] as readonly unknown[]) } as Item],
  (item) => [{ tag: item.tag, type: 'Structure', value: [item] }],
  (item, random) => {
    let nested = item
    for (let depth = random.below(60); depth > 0; depth--)
      nested = { tag: item.tag, type: 'Structure', value: [nested] }
    return [nested]
  },
]

/** All items within one, at any depth. */
const listItemsWithin = (item: Item): Item[] =>
  item.type === 'Structure' ? item.value.flatMap((each) => [each, ...listItemsWithin(each)]) : []

const replaceItem = (item: Item, which: Item, by: readonly Item[]): Item =>
  item.type === 'Structure'
    ? { ...item, value: item.value.flatMap((each) => (each === which ? by : [replaceItem(each, which, by)])) }
    : item

/** Changes one item of a message, mostly in a payload, which is read last; the message stays well formed. */
const changeItem = (message: Item, random: SeededRandom): Item => {
  const everything = listItemsWithin(message)
  if (everything.length === 0) return message
  const payloads = everything.filter(({ tag }) => tag === Tag.RequestPayload).flatMap(listItemsWithin)
  const all = payloads.length && random.next() < 0.75 ? payloads : everything
  const which = random.pick(all)
  return replaceItem(message, which, random.pick(changes)(which, random, random.pick(all)))
}

type Damage = (bytes: Buffer, random: SeededRandom) => Buffer

const oddLengths = [0, 1, 7, 0x7fffffff, 0x80000000, 0xfffffff0, 0xffffffff]

/** What can become of bytes behind the outermost header. */
const damages: readonly Damage[] = [
  (bytes, random) => {
    const at = 8 + random.below(bytes.length - 8)
    bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << random.below(8)), at)
    return bytes
  },
  (bytes, random) => {
    for (const [at, byte] of bytesOf(random, 8).entries())
      bytes.writeUInt8(byte, 8 + ((random.below(bytes.length) + at) % (bytes.length - 8)))
    return bytes
  },
  (bytes, random) => {
    bytes.writeUInt32BE(random.pick(oddLengths), 8 + 4 * random.below((bytes.length - 8) / 4))
    return bytes
  },
  (bytes, random) => bytes.subarray(0, 16 + 8 * random.below((bytes.length - 8) / 8)),
  (bytes, random) => Buffer.concat([bytes, Buffer.from(bytesOf(random, 8 * (1 + random.below(8))))]),
  (bytes, random) => {
    bytes.set([0xc3, 0x28, 0xff], 8 + random.below(bytes.length - 10))
    return bytes
  },
]

/** Bytes; what has grown beyond is cut off. */
const largest = 65_536

/** Changes a request's items in up to two places; the request stays well formed. */
export const spoilItems = (request: Item, random: SeededRandom): Item => {
  let item = request
  for (let times = random.below(3); times > 0; times--) item = changeItem(item, random)
  return item
}

/**
 * A request spoiled at random: items changed in up to two places, then every fifth time the bytes too. Its outermost header
 * is right, so it is one message, and what is wrong is for the decoder and the operations to find.
 */
export const mutateRequest = (request: Item, random: SeededRandom): Buffer => {
  let bytes = encodeItem(spoilItems(request, random))
  if (bytes.length > 24 && random.next() < 0.2) bytes = random.pick(damages)(bytes, random)
  bytes = bytes.subarray(0, largest)
  const message = Buffer.concat([bytes, Buffer.alloc(-bytes.length & 7)])
  message.writeUInt32BE(((Tag.RequestMessage << 8) | 1) >>> 0, 0)
  message.writeUInt32BE(message.length - 8, 4)
  return message
}

/** Damages bytes anywhere in a request, also in its outermost header, and sometimes truncates it. */
export const damageBytes = (request: Item, random: SeededRandom): Buffer => {
  const bytes = encodeItem(request)
  for (let times = 1 + random.below(4); times > 0; times--) {
    const at = random.next() < 0.3 ? random.below(8) : random.below(bytes.length)
    bytes.writeUInt8(random.below(256), at)
  }
  return random.next() < 0.3 ? bytes.subarray(0, random.below(bytes.length)) : bytes
}
