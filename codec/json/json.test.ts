import { expect } from 'chai'
import fc from 'fast-check'
import { arbitraryItem } from '../testing/arbitrary-item.ts'
import { faultOf, testAlgorithms, testTags, testUsage } from '../testing/test-names.ts'
import { CodecError } from '../wire/error.ts'
import type { Item } from '../wire/item.ts'
import { defaultLimits } from '../wire/limits.ts'
import { JsonReader } from './reader.ts'
import { JsonWriter } from './writer.ts'

const written = (item: Item, indent = ''): string => {
  const writer = new JsonWriter(testTags, indent)
  writer.item(item)
  return writer.finish()
}
const reader = (json: string): JsonReader => new JsonReader(json, testTags)
const value = (type: string, spelled: unknown): JsonReader =>
  reader(JSON.stringify({ tag: 'BatchCount', type, value: spelled }))

describe('JSON', () => {
  it('reads back every tree it writes, with and without lines', () => {
    fc.assert(
      fc.property(arbitraryItem, fc.constantFrom('', '  '), (item, indent) => {
        const json = written(item, indent)
        expect(reader(json).item()).to.deep.equal(item)
        const skipping = reader(json)
        skipping.skip()
        expect(skipping.is(0)).to.equal(true)
      }),
    )
  })

  // The rules of KMIP Profiles 2.1 §5.5.1.
  const spellings: [type: string, spelled: unknown, value: Item['value']][] = [
    ['Integer', 8, 8],
    ['Integer', '0x00000008', 8],
    ['0x02', 8, 8],
    ['LongInteger', 5, 5n],
    ['LongInteger', '0x0020000000000000', 9007199254740992n],
    ['LongInteger', '123456789000000000', 123456789000000000n],
    ['BigInteger', '0x0000000003fd35eb6bc2df4618080000', 1234567890000000000000000000n],
    ['BigInteger', 5, 5n],
    ['Enumeration', 'AES', 'AES'],
    ['Enumeration', 3, '0x00000003'],
    ['Enumeration', '0x00000003', '0x00000003'],
    ['Boolean', true, true],
    ['Boolean', '0x0000000000000000', false],
    ['TextString', '', ''],
    ['TextString', '1', '1'],
    ['ByteString', 'FF5601', Uint8Array.of(0xff, 0x56, 1)],
    ['DateTime', '2001-01-01T10:00:00+10:00', new Date('2001-01-01T00:00:00Z')],
    ['DateTime', '0x0000000047DA67F8', new Date('2008-03-14T11:56:40Z')],
    ['Interval', 10, 10],
    ['Interval', '0x0000000A', 10],
    ['DateTimeExtended', 1, 1n],
  ]
  for (const [type, spelled, expected] of spellings) {
    it(`reads ${type} ${JSON.stringify(spelled)}`, () => {
      expect(value(type, spelled).item().value).to.deep.equal(expected)
    })
  }

  const wrong: [type: string, spelled: unknown][] = [
    ['Integer', 2 ** 31],
    ['Integer', 1.5],
    ['Integer', true],
    ['LongInteger', 2 ** 53],
    ['BigInteger', '0x05'],
    ['Enumeration', -1],
    ['Enumeration', true],
    ['Boolean', 1],
    ['TextString', 1],
    ['TextString', 'a\ud800'],
    ['ByteString', 1],
    ['DateTime', 1],
    ['Interval', -1],
  ]
  for (const [type, spelled] of wrong) {
    it(`finds ${type} ${JSON.stringify(spelled)} a wrong field`, () => {
      expect(faultOf(() => value(type, spelled).item())).to.equal('field')
    })
  }

  it('reads and writes names by the tables it is given', () => {
    expect(value('Enumeration', '3DES').enumeration(testAlgorithms)).to.equal('DES3')
    expect(value('Enumeration', 3).enumeration(testAlgorithms)).to.equal('AES')
    expect(value('Integer', 'Decrypt|Encrypt').mask(testUsage)).to.deep.equal(['Encrypt', 'Decrypt'])
    expect(value('Integer', 12).mask(testUsage)).to.deep.equal(['Encrypt', 'Decrypt'])
    expect(value('Integer', 'Decrypt|0x00000040').mask(testUsage)).to.deep.equal(['Decrypt', '0x00000040'])
    expect(faultOf(() => value('Enumeration', 'ROT13').enumeration(testAlgorithms))).to.equal('field')
  })

  it('writes what the profile shows', () => {
    const writer = new JsonWriter(testTags)
    writer.begin(0x420078)
    writer.integer(0x42000d, 1)
    writer.enumeration(0x420028, '3DES', testAlgorithms)
    writer.mask(0x42002c, ['Decrypt', 'Encrypt'], testUsage)
    writer.text(0x540001, 'na')
    writer.dateTime(0x420092, new Date('2024-01-01T00:00:00Z'))
    writer.longInteger(0x42000d, 5n)
    writer.longInteger(0x42000d, 2n ** 53n)
    writer.bigInteger(0x42000d, -123n)
    writer.begin(0x420008)
    writer.end()
    writer.end()
    expect(JSON.parse(writer.finish())).to.deep.equal({
      tag: 'RequestMessage',
      value: [
        { tag: 'BatchCount', type: 'Integer', value: 1 },
        { tag: 'CryptographicAlgorithm', type: 'Enumeration', value: 'DES3' },
        { tag: 'CryptographicUsageMask', type: 'Integer', value: 'Encrypt|Decrypt' },
        { tag: '0x540001', type: 'TextString', value: 'na' },
        { tag: 'TimeStamp', type: 'DateTime', value: '2024-01-01T00:00:00+00:00' },
        { tag: 'BatchCount', type: 'LongInteger', value: 5 },
        { tag: 'BatchCount', type: 'LongInteger', value: '0x0020000000000000' },
        { tag: 'BatchCount', type: 'BigInteger', value: '0xffffffffffffff85' },
        { tag: 'Attribute', value: [] },
      ],
    })
  })

  it('writes exactly one message', () => {
    const writer = new JsonWriter(testTags)
    expect(faultOf(() => writer.finish())).to.equal('malformed')
    expect(faultOf(() => writer.end())).to.equal('malformed')
    writer.begin(0x420078)
    expect(faultOf(() => writer.finish())).to.equal('malformed')
    writer.reset()
    writer.integer(0x42000d, 1)
    writer.integer(0x42000d, 2)
    expect(faultOf(() => writer.finish())).to.equal('malformed')
  })

  it('refuses what is no item', () => {
    const hostile = [
      '',
      '{',
      'null',
      '[]',
      '1',
      '{}',
      '{"tag":1}',
      '{"tag":"Nonsense"}',
      '{"tag":"0x000000"}',
      '{"__proto__":{"tag":"BatchItem"}}',
      '{"tag":"BatchItem","type":"toString"}',
      '{"tag":"BatchItem","value":{}}',
      '{"tag":"BatchItem","value":[1]}',
      '{"tag":"BatchCount","type":"Integer"}',
      '{"tag":"BatchCount","type":"Integer","value":null}',
      '{"tag":"BatchCount","type":"Integer","value":[1]}',
    ]
    for (const json of hostile)
      expect(
        faultOf(() => reader(json).item()),
        json,
      ).to.equal('malformed')
    expect(faultOf(() => reader('{"tag":"BatchItem","value":null}').item())).to.equal('none')
    expect(() => reader('{"tag":"BatchCount","value":"s3cret}'))
      .to.throw(CodecError)
      .with.property('message')
      .not.contain('s3cret')
  })

  it('holds its limits', () => {
    const nested = (depth: number): string => '{"tag":"BatchItem","value":['.repeat(depth) + ']}'.repeat(depth)
    expect(faultOf(() => reader(nested(32)).skip())).to.equal('none')
    expect(faultOf(() => reader(nested(33)).skip())).to.equal('malformed')
    const roomy = { ...defaultLimits, messageSize: 1e8 }
    expect(faultOf(() => new JsonReader(nested(200_000), testTags, roomy).item())).to.equal('malformed')
    expect(faultOf(() => new JsonReader('['.repeat(1_000_000), testTags, roomy))).to.equal('malformed')
    expect(faultOf(() => reader(' '.repeat(defaultLimits.messageSize + 1)))).to.equal('malformed')
    const many = `{"tag":"BatchItem","value":[${Array(50_000).fill('{"tag":"BatchItem"}')}]}`
    expect(faultOf(() => new JsonReader(many, testTags, roomy).skip())).to.equal('malformed')
  })
})
