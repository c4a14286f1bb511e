import fc from 'fast-check'
import type { Item } from '../wire/item.ts'

const tags = fc.integer({ min: 0x420001, max: 0x42ffff })

const value = <T extends Item['type']>(type: T, values: fc.Arbitrary<Extract<Item, { type: T }>['value']>) =>
  fc.record(
    { tag: tags, type: fc.constant(type), value: values },
    { noNullPrototype: true },
  ) as unknown as fc.Arbitrary<Item>

const wholeSeconds = fc
  .integer({ min: -8_640_000_000_000, max: 8_640_000_000_000 })
  .map((seconds) => new Date(seconds * 1000))

/** Characters that XML 1.0 can carry too: no control characters, no halves of pairs, no U+FFFE. */
const character = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0x20, max: 0x7e }) },
  fc.constantFrom(0x09, 0x0a, 0x0d, 0xfffd, 0xe9, 0x20ac, 0x1f511, 0x2028),
)
const text = fc.array(character, { maxLength: 90 }).map((codes) => String.fromCodePoint(...codes))

const leaf: fc.Arbitrary<Item> = fc.oneof(
  value('Integer', fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff })),
  value('LongInteger', fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
  value('BigInteger', fc.bigInt({ min: -(2n ** 200n), max: 2n ** 200n })),
  value(
    'Enumeration',
    fc.nat({ max: 0xffff_ffff }).map((number) => `0x${number.toString(16).padStart(8, '0')}`),
  ),
  value('Boolean', fc.boolean()),
  value('TextString', text),
  value('ByteString', fc.uint8Array({ maxLength: 90 })),
  value('DateTime', wholeSeconds),
  value('Interval', fc.nat({ max: 0xffff_ffff })),
  value('DateTimeExtended', fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
)

/** Trees of items of every type, for the tests of the encodings. */
export const arbitraryItem: fc.Arbitrary<Item> = fc.letrec<{ item: Item; structure: Item }>((tie) => ({
  item: fc.oneof({ depthSize: 'small', withCrossShrink: true }, leaf, tie('structure')),
  structure: value('Structure', fc.array(tie('item'), { maxLength: 6 })),
})).structure
