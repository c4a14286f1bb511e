import { expect } from 'chai'
import fc from 'fast-check'
import { arbitraryItem } from '../testing/arbitrary-item.ts'
import { CodecError } from '../wire/error.ts'
import type { Item } from '../wire/item.ts'
import { defaultLimits } from '../wire/limits.ts'
import { TtlvReader } from './reader.ts'
import { TtlvWriter } from './writer.ts'

const bytesOf = (hex: string): Buffer => Buffer.from(hex.replace(/[^0-9A-Fa-f]/g, ''), 'hex')
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

const written = (item: Item): Buffer => {
  const writer = new TtlvWriter(16)
  writer.item(item)
  return Buffer.from(writer.finish())
}

const fault = (act: () => unknown): string => {
  try {
    act()
  } catch (error) {
    if (error instanceof CodecError) return error.fault
    throw error
  }
  return 'none'
}

/** Type, length and value of an item with the tag 420020, with the value it has: KMIP 1.4 §9.1.2. */
const examples: [hex: string, item: Item][] = [
  ['02 | 00 00 00 04 | 00 00 00 08 00 00 00 00', { tag: 0x420020, type: 'Integer', value: 8 }],
  ['03 | 00 00 00 08 | 01 B6 9B 4B A5 74 92 00', { tag: 0x420020, type: 'LongInteger', value: 123456789000000000n }],
  [
    '04 | 00 00 00 10 | 00 00 00 00 03 FD 35 EB 6B C2 DF 46 18 08 00 00',
    { tag: 0x420020, type: 'BigInteger', value: 1234567890000000000000000000n },
  ],
  ['05 | 00 00 00 04 | 00 00 00 FF 00 00 00 00', { tag: 0x420020, type: 'Enumeration', value: '0x000000ff' }],
  ['06 | 00 00 00 08 | 00 00 00 00 00 00 00 01', { tag: 0x420020, type: 'Boolean', value: true }],
  [
    '07 | 00 00 00 0B | 48 65 6C 6C 6F 20 57 6F 72 6C 64 00 00 00 00 00',
    { tag: 0x420020, type: 'TextString', value: 'Hello World' },
  ],
  ['08 | 00 00 00 03 | 01 02 03 00 00 00 00 00', { tag: 0x420020, type: 'ByteString', value: Uint8Array.of(1, 2, 3) }],
  [
    '09 | 00 00 00 08 | 00 00 00 00 47 DA 67 F8',
    { tag: 0x420020, type: 'DateTime', value: new Date('2008-03-14T11:56:40Z') },
  ],
  ['0A | 00 00 00 04 | 00 0D 2F 00 00 00 00 00', { tag: 0x420020, type: 'Interval', value: 10 * 24 * 3600 }],
  [
    '01 | 00 00 00 20 | 42 00 04 | 05 | 00 00 00 04 | 00 00 00 FE 00 00 00 00 | 42 00 05 | 02 | 00 00 00 04 | 00 00 00 FF 00 00 00 00',
    {
      tag: 0x420020,
      type: 'Structure',
      value: [
        { tag: 0x420004, type: 'Enumeration', value: '0x000000fe' },
        { tag: 0x420005, type: 'Integer', value: 255 },
      ],
    },
  ],
]

describe('TTLV', () => {
  for (const [hex, item] of examples) {
    it(`reads and writes the standard's example of ${item.type}`, () => {
      const bytes = bytesOf(`420020${hex}`)
      const reader = new TtlvReader(bytes)
      expect(reader.item()).to.deep.equal(item)
      expect(reader.is(0)).to.equal(true)
      expect(hexOf(written(item))).to.equal(hexOf(bytes))
    })
  }

  it('reads back every tree it writes', () => {
    fc.assert(
      fc.property(arbitraryItem, (item) => {
        const bytes = written(item)
        expect(new TtlvReader(bytes).item()).to.deep.equal(item)
        const skipping = new TtlvReader(bytes)
        skipping.skip()
        expect(skipping.is(0)).to.equal(true)
      }),
    )
  })

  it('gives bytes that do not keep the message alive', () => {
    for (const length of [0, 5, 48, 49, 4000]) {
      const message = written({ tag: 0x420043, type: 'ByteString', value: new Uint8Array(length).fill(7) })
      const bytes = new TtlvReader(message).bytes()
      expect(bytes.buffer.byteLength).to.equal(length)
      expect(bytes.every((byte) => byte === 7)).to.equal(true)
    }
  })

  it('refuses a message cut off anywhere', () => {
    const bytes = written({ tag: 0x420078, type: 'Structure', value: examples.map(([, item]) => item) })
    for (let length = 1; length < bytes.length; length++) {
      expect(fault(() => new TtlvReader(bytes.subarray(0, length)).item())).to.equal('malformed')
    }
  })
})

describe('TtlvReader', () => {
  const malformed: [what: string, hex: string][] = [
    ['an Integer of length 8', '02 00000008 0000000000000001'],
    ['a Long Integer of length 4', '03 00000004 0000000100000000'],
    ['a Big Integer of length 0', '04 00000000'],
    ['a Big Integer of length 4', '04 00000004 0000000100000000'],
    ['an Enumeration of length 8', '05 00000008 0000000000000001'],
    ['a Boolean of length 4', '06 00000004 0000000100000000'],
    ['a Boolean 2', '06 00000008 0000000000000002'],
    ['a Boolean with a high bit', '06 00000008 0100000000000001'],
    ['a Text String that is not UTF-8', '07 00000002 c328000000000000'],
    ['a surrogate half in UTF-8', '07 00000003 eda0800000000000'],
    ['a Byte String without its padding', '08 00000003 010203'],
    ['a Byte String of 4 GiB', '08 ffffffff 0102030000000000'],
    ['a Text String of 2 GiB', '07 80000000 0102030000000000'],
    ['a Date-Time of length 4', '09 00000004 0000000100000000'],
    ['an Interval of length 8', '0a 00000008 0000000000000001'],
    ['a structure of 4 GiB', '01 fffffff8'],
    ['a structure of length 4', '01 00000004 00000000'],
    ['a structure longer than the message', '01 00000010 4200200200000004'],
    ['a child longer than its structure', '01 00000010 42002008 00000009 0000000000000000 4200200200000004'],
    ['a child cut off in its header', '01 00000008 42002002 00000004 0000000000000000'],
    ['a child with the tag 0', '01 00000010 00000002 00000004 0000000000000000'],
    ['the item type 0', '00 00000004 0000000000000000'],
    ['the item type 12', '0c 00000004 0000000000000000'],
  ]
  for (const [what, hex] of malformed) {
    it(`finds ${what} malformed, read or skipped`, () => {
      const bytes = bytesOf(`420020${hex}`)
      expect(fault(() => new TtlvReader(bytes).item())).to.equal('malformed')
      expect(fault(() => new TtlvReader(bytes).skip())).to.equal('malformed')
    })
  }

  it('reads U+FFFD where the text has it', () => {
    expect(new TtlvReader(bytesOf('42002007 00000003 efbfbd0000000000')).text()).to.equal('\ufffd')
  })

  it('does not look at padding', () => {
    expect(new TtlvReader(bytesOf('42002002 00000004 00000008 ffffffff')).integer()).to.equal(8)
    expect(new TtlvReader(bytesOf('42002007 00000001 41ffffffffffffff')).text()).to.equal('A')
  })

  it('names the type it wants and the one it finds', () => {
    const reader = new TtlvReader(bytesOf('42002002 00000004 0000000800000000'))
    expect(() => reader.text()).to.throw(CodecError, 'expected TextString, found Integer')
    expect(fault(() => reader.text())).to.equal('field')
    expect(reader.integer()).to.equal(8)
    expect(() => reader.text()).to.throw(CodecError, 'expected TextString, the structure has ended')
  })

  it('finds a date beyond Date a wrong field', () => {
    expect(fault(() => new TtlvReader(bytesOf('42002009 00000008 7fffffffffffffff')).dateTime())).to.equal('field')
    expect(new TtlvReader(bytesOf('42002009 00000008 ffffffffffffffff')).dateTime().getTime()).to.equal(-1000)
  })

  it('blames an item, not the one before it, for its length', () => {
    const reader = new TtlvReader(bytesOf('42002002 00000004 0000000800000000 42002108 ffffffff'))
    expect(reader.integer()).to.equal(8)
    expect(reader.is(0x420021)).to.equal(true)
    expect(() => reader.bytes()).to.throw(CodecError, 'ByteString 0x420021 of length 4294967295, 0 bytes are left')
  })

  it('refuses to leave a structure early, or one it did not enter', () => {
    const reader = new TtlvReader(written(examples.at(-1)![1]))
    reader.enter()
    expect(() => reader.leave()).to.throw(CodecError, '0x420004 is not expected here')
    reader.skip()
    reader.skip()
    expect(fault(() => reader.skip())).to.equal('field')
    reader.leave()
    expect(reader.type).to.equal(0)
    expect(fault(() => reader.leave())).to.equal('field')
  })

  it('goes back to a mark from further in and further out', () => {
    const inner: Item = { tag: 0x420002, type: 'Structure', value: [{ tag: 0x420003, type: 'Integer', value: 3 }] }
    const reader = new TtlvReader(written({ tag: 0x420001, type: 'Structure', value: [inner, inner] }))
    reader.enter()
    reader.skip()
    const outside = reader.mark()
    reader.enter()
    const inside = reader.mark()
    expect(reader.integer()).to.equal(3)
    reader.leave()
    reader.leave()
    expect(reader.is(0)).to.equal(true)
    reader.reset(inside)
    expect(reader.integer()).to.equal(3)
    reader.reset(outside)
    expect(reader.item()).to.deep.equal(inner)
    reader.leave()
    expect(reader.is(0)).to.equal(true)
  })

  it('holds its limits', () => {
    const nested = (depth: number): Item => ({
      tag: 0x420001,
      type: 'Structure',
      value: depth > 1 ? [nested(depth - 1)] : [],
    })
    const integers = (count: number): Item => ({
      tag: 0x420001,
      type: 'Structure',
      value: Array.from({ length: count }, () => ({ tag: 0x420002, type: 'Integer', value: 0 })),
    })
    const read = (item: Item): string[] => {
      const bytes = written(item)
      const limits = { ...defaultLimits, items: 100, messageSize: 8 + 98 * 16 + 8 }
      return [fault(() => new TtlvReader(bytes, limits).item()), fault(() => new TtlvReader(bytes, limits).skip())]
    }
    expect(read(nested(32))).to.deep.equal(['none', 'none'])
    expect(read(nested(33))).to.deep.equal(['malformed', 'malformed'])
    expect(read(integers(98))).to.deep.equal(['none', 'none'])
    expect(read(integers(99))).to.deep.equal(['malformed', 'malformed'])
    const bytes = written(integers(100))
    const roomy = { ...defaultLimits, items: 100 }
    expect(fault(() => new TtlvReader(bytes, roomy).item())).to.equal('malformed')
    expect(fault(() => new TtlvReader(bytes, { ...roomy, items: 101 }).item())).to.equal('none')
  })

  it('meets 100,000 nested structures without recursion', () => {
    const deep = Buffer.alloc(800_000)
    for (let at = 0; at < deep.length; at += 8) {
      deep.writeUInt32BE(0x42000101, at)
      deep.writeUInt32BE(deep.length - at - 8, at + 4)
    }
    expect(fault(() => new TtlvReader(deep).skip())).to.equal('malformed')
    const unlimited = new TtlvReader(deep, { ...defaultLimits, depth: Number.MAX_SAFE_INTEGER, items: 1e9 })
    expect(fault(() => unlimited.skip())).to.equal('none')
  })

  it('answers ten thousand mutations with an item or a CodecError', () => {
    const whole = written({ tag: 0x420078, type: 'Structure', value: examples.map(([, item]) => item) })
    const started = process.cpuUsage()
    let broken = 0
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat({ max: whole.length - 1 }), fc.nat({ max: 255 })), { minLength: 1, maxLength: 3 }),
        (changes) => {
          const bytes = Buffer.from(whole)
          for (const [at, byte] of changes) bytes[at] = byte
          const outcome = fault(() => new TtlvReader(bytes).item())
          // A date that no Date holds is well formed.
          if (outcome !== 'field') expect(fault(() => new TtlvReader(bytes).skip())).to.equal(outcome)
          if (outcome !== 'none') broken++
        },
      ),
      { numRuns: 10_000 },
    )
    expect(broken).to.be.greaterThan(1000)
    expect(process.cpuUsage(started).user).to.be.lessThan(5_000_000)
  })
})

describe('TtlvWriter', () => {
  const wrong: [what: string, act: (writer: TtlvWriter) => void][] = [
    ['an Integer of 33 bits', (writer) => writer.integer(0x420001, 2 ** 31)],
    ['an Integer with a fraction', (writer) => writer.integer(0x420001, 1.5)],
    ['a negative Interval', (writer) => writer.interval(0x420001, -1)],
    ['a Long Integer of 65 bits', (writer) => writer.longInteger(0x420001, 2n ** 63n)],
    ['an invalid date', (writer) => writer.dateTime(0x420001, new Date(Number.NaN))],
    ['half a surrogate pair', (writer) => writer.text(0x420001, 'a\ud800')],
    ['an enumeration without number', (writer) => writer.item({ tag: 0x420001, type: 'Enumeration', value: 'AES' })],
  ]
  for (const [what, act] of wrong) {
    it(`refuses ${what}`, () => {
      expect(fault(() => act(new TtlvWriter()))).to.equal('field')
    })
  }

  it('writes names by the tables it is given', () => {
    const states = {
      title: 'State',
      nameOf: () => 'Active',
      codeOf: (name: string) => (name === 'Active' ? 2 : undefined),
    }
    const usage = {
      title: 'Usage',
      namesOf: (bits: number) => (bits === 12 ? ['Encrypt', 'Decrypt'] : []),
      bitsOf: (names: readonly string[]) => (names.length === 2 ? 12 : undefined),
    }
    const writer = new TtlvWriter()
    writer.enumeration(0x42008d, 'Active', states)
    writer.mask(0x42002c, ['Encrypt', 'Decrypt'], usage)
    const bytes = writer.finish()
    expect(hexOf(bytes)).to.equal('42008d0500000004000000020000000042002c02000000040000000c00000000')
    const reader = new TtlvReader(bytes)
    expect(reader.enumeration(states)).to.equal('Active')
    expect(reader.mask(usage)).to.deep.equal(['Encrypt', 'Decrypt'])
    expect(() => writer.enumeration(0x42008d, 'Asleep', states)).to.throw(CodecError, 'State has no value Asleep')
    expect(fault(() => writer.mask(0x42002c, ['Encrypt'], usage))).to.equal('field')
  })

  it('starts again after a reset, over what it wrote before', () => {
    const writer = new TtlvWriter(16)
    writer.begin(0x420001)
    writer.bytes(0x420002, new Uint8Array(1000).fill(0xff))
    expect(fault(() => writer.finish())).to.equal('malformed')
    writer.reset()
    writer.item({ tag: 0x420020, type: 'ByteString', value: Uint8Array.of(1, 2, 3) })
    const first = writer.finish()
    expect(hexOf(first)).to.equal('42002008000000030102030000000000')
    writer.reset()
    expect(first.every((byte) => byte === 0)).to.equal(true)
    expect(fault(() => writer.end())).to.equal('malformed')
  })

  it('pads with zeros, whatever it wrote or failed to write before', () => {
    const writer = new TtlvWriter(64)
    fc.assert(
      fc.property(arbitraryItem, arbitraryItem, (before, item) => {
        writer.reset()
        writer.item(before)
        writer.begin(0x420020)
        writer.bytes(0x420020, new Uint8Array(99).fill(0xff))
        expect(() => writer.text(0x420020, `secret \ud800`)).to.throw(CodecError)
        writer.reset()
        writer.item(item)
        expect(hexOf(writer.finish())).to.equal(hexOf(written(item)))
      }),
      { numRuns: 200 },
    )
  })
})
