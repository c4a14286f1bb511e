import { expect } from 'chai'
import fc from 'fast-check'
import { arbitraryItem } from '../testing/arbitrary-item.ts'
import { faultOf, testAlgorithms, testTags, testUsage } from '../testing/test-names.ts'
import { CodecError } from '../wire/error.ts'
import type { Item } from '../wire/item.ts'
import { defaultLimits } from '../wire/limits.ts'
import { parseXml, parseXmlMessages } from './parse.ts'
import { XmlReader } from './reader.ts'
import { XmlWriter } from './writer.ts'

const written = (item: Item, indent = ''): string => {
  const writer = new XmlWriter(testTags, indent)
  writer.item(item)
  return writer.finish()
}
const reader = (xml: string): XmlReader => new XmlReader(parseXml(xml), testTags)
const value = (type: string, text: string): XmlReader => reader(`<BatchCount type="${type}" value="${text}"/>`)

describe('XML', () => {
  it('reads back every tree it writes, with and without lines', () => {
    fc.assert(
      fc.property(arbitraryItem, fc.constantFrom('', '  '), (item, indent) => {
        const xml = written(item, indent)
        expect(reader(xml).item()).to.deep.equal(item)
        const skipping = reader(xml)
        skipping.skip()
        expect(skipping.is(0)).to.equal(true)
      }),
    )
  })

  // From MSGENC-XML-M-1 and TC-71 of the OASIS test cases, and the rules of KMIP Profiles 2.1 §5.4.1.
  const spellings: [type: Item['type'], text: string, value: Item['value']][] = [
    ['Integer', '8', 8],
    ['Integer', '-8', -8],
    ['Integer', '0x00000008', 8],
    ['Integer', '0xffffffff', -1],
    ['LongInteger', '123456789000000000', 123456789000000000n],
    ['LongInteger', '0x01b69b4ba5749200', 123456789000000000n],
    ['LongInteger', '0xffffffffffffffff', -1n],
    ['BigInteger', '0000000003fd35eb6bc2df4618080000', 1234567890000000000000000000n],
    ['BigInteger', '0xffffffffffffff85', -123n],
    ['Enumeration', 'AES', 'AES'],
    ['Enumeration', '0x80000001', '0x80000001'],
    ['Enumeration', '3', '0x00000003'],
    ['Boolean', 'true', true],
    ['Boolean', 'false', false],
    ['Boolean', '0x0000000000000001', true],
    ['TextString', ' Gr&#xFC;&lt;&#x9;&#10;', ' Gr\u00fc<\t\n'],
    ['ByteString', '', Uint8Array.of()],
    ['ByteString', '0aFF', Uint8Array.of(10, 255)],
    ['DateTime', '2008-03-14T11:56:40+00:00', new Date(0x47da67f8 * 1000)],
    ['DateTime', '2008-03-14T11:56:40Z', new Date(0x47da67f8 * 1000)],
    ['DateTime', '2008-03-14T12:56:40.987+01:00', new Date(0x47da67f8 * 1000)],
    ['DateTime', '0x0000000047da67f8', new Date(0x47da67f8 * 1000)],
    ['Interval', '864000', 864000],
    ['Interval', '0xffffffff', 4294967295],
    ['DateTimeExtended', '2008-03-14T11:56:40.000001+00:00', 0x47da67f8n * 1000000n + 1n],
    ['DateTimeExtended', '0xffffffffffffffff', -1n],
    ['0x02' as Item['type'], '8', 8],
  ]
  for (const [type, text, expected] of spellings) {
    it(`reads ${type} ${JSON.stringify(text)}`, () => {
      expect(value(type, text).item().value).to.deep.equal(expected)
    })
  }

  const wrong: [type: string, text: string][] = [
    ['Integer', ''],
    ['Integer', '2147483648'],
    ['Integer', '1.5'],
    ['Integer', '0x100000000'],
    ['Integer', 'Encrypt'],
    ['LongInteger', '9223372036854775808'],
    ['BigInteger', '00'],
    ['BigInteger', ''],
    ['BigInteger', '0000000000000x00'],
    ['Enumeration', '4294967296'],
    ['Enumeration', '-1'],
    ['Boolean', 'TRUE'],
    ['ByteString', 'abc'],
    ['ByteString', 'zz'],
    ['DateTime', 'yesterday'],
    ['DateTime', '2024-02-30T00:00:00Z'],
    ['DateTime', '2024-01-01T24:30:00Z'],
    ['DateTime', '0x7fffffffffffffff'],
    ['Interval', '-1'],
    ['Interval', '4294967296'],
    ['DateTimeExtended', '1.5'],
  ]
  for (const [type, text] of wrong) {
    it(`finds ${type} ${JSON.stringify(text)} a wrong field, and does not repeat it`, () => {
      expect(faultOf(() => value(type, text).item())).to.equal('field')
      if (text !== '')
        expect(() => value(type, text).item())
          .to.throw(CodecError)
          .with.property('message')
          .not.contain(text)
    })
  }

  it('reads names by the tables it is given', () => {
    expect(value('Enumeration', 'AES').enumeration(testAlgorithms)).to.equal('AES')
    expect(value('Enumeration', '3DES').enumeration(testAlgorithms)).to.equal('DES3')
    expect(value('Enumeration', '0x00000003').enumeration(testAlgorithms)).to.equal('AES')
    expect(value('Enumeration', '0x80000001').enumeration(testAlgorithms)).to.equal('0x80000001')
    expect(faultOf(() => value('Enumeration', 'ROT13').enumeration(testAlgorithms))).to.equal('field')
    expect(value('Integer', 'Decrypt  Encrypt').mask(testUsage)).to.deep.equal(['Encrypt', 'Decrypt'])
    expect(value('Integer', 'Decrypt|Encrypt').mask(testUsage)).to.deep.equal(['Encrypt', 'Decrypt'])
    expect(value('Integer', '0x0000000c').mask(testUsage)).to.deep.equal(['Encrypt', 'Decrypt'])
    expect(value('Integer', '12').mask(testUsage)).to.deep.equal(['Encrypt', 'Decrypt'])
    expect(value('Integer', '').mask(testUsage)).to.deep.equal([])
    expect(value('Integer', 'Sign 0x80000000').mask(testUsage)).to.deep.equal(['Sign', '0x80000000'])
    expect(faultOf(() => value('Integer', 'Fly').mask(testUsage))).to.equal('field')
    const skipping = value('Integer', 'Decrypt Encrypt')
    skipping.skip()
    expect(skipping.is(0)).to.equal(true)
  })

  it('writes what the test cases show', () => {
    const writer = new XmlWriter(testTags)
    writer.begin(0x420078)
    writer.integer(0x42000d, 1)
    writer.enumeration(0x420028, '3DES', testAlgorithms)
    writer.mask(0x42002c, ['Decrypt', 'Encrypt'], testUsage)
    writer.mask(0x42002c, [], testUsage)
    writer.text(0x540001, 'na "&"')
    writer.dateTime(0x420092, new Date('2024-01-01T00:00:00.999Z'))
    writer.bigInteger(0x42000d, -123n)
    writer.begin(0x420008)
    writer.end()
    writer.end()
    expect(writer.finish()).to.equal(
      '<RequestMessage><BatchCount type="Integer" value="1"/>' +
        '<CryptographicAlgorithm type="Enumeration" value="DES3"/>' +
        '<CryptographicUsageMask type="Integer" value="Encrypt Decrypt"/>' +
        '<CryptographicUsageMask type="Integer" value="0"/>' +
        '<TTLV tag="0x540001" type="TextString" value="na &quot;&amp;&quot;"/>' +
        '<TimeStamp type="DateTime" value="2024-01-01T00:00:00+00:00"/>' +
        '<BatchCount type="BigInteger" value="ffffffffffffff85"/>' +
        '<Attribute/></RequestMessage>',
    )
  })

  it('refuses to write what XML cannot hold, and half a message', () => {
    const writer = new XmlWriter(testTags)
    expect(faultOf(() => writer.text(0x420094, 'a\0'))).to.equal('field')
    expect(faultOf(() => writer.text(0x420094, 'a\ud800'))).to.equal('field')
    expect(faultOf(() => writer.end())).to.equal('malformed')
    expect(writer.finish()).to.equal('')
    writer.begin(0x420078)
    expect(faultOf(() => writer.finish())).to.equal('malformed')
    writer.reset()
    expect(faultOf(() => writer.enumeration(0x420028, 'ROT13', testAlgorithms))).to.equal('field')
    expect(writer.finish()).to.equal('')
  })

  it('knows tags by name, number and prefix', () => {
    expect(reader('<TTLV tag="0x420094" type="TextString" value="a"/>').tag).to.equal(0x420094)
    expect(reader('<TTLV tag="54FFFF" name="Mine" type="TextString" value="a"/>').tag).to.equal(0x54ffff)
    expect(reader('<TTLV name="BatchItem"/>').tag).to.equal(0x42000f)
    expect(reader('<k:BatchItem xmlns:k="urn:oasis:tc:kmip:xmlns"/>').tag).to.equal(0x42000f)
    for (const xml of ['<Nonsense/>', '<TTLV/>', '<TTLV tag="0x1"/>', '<TTLV tag="0x000000"/>', '<__proto__/>']) {
      expect(faultOf(() => reader(xml))).to.equal('malformed')
    }
    expect(faultOf(() => reader('<BatchCount type="toString" value="1"/>'))).to.equal('malformed')
    expect(faultOf(() => reader('<BatchCount type="Integer" value="1"><BatchItem/></BatchCount>').integer())).to.equal(
      'malformed',
    )
  })

  it('finds the messages of a file between remarks', () => {
    const file =
      '\ufeff<?xml version="1.0" encoding="UTF-8"?>\r\n<!-- TC -->\r\n<KMIP>\r\n# TIME 0\r\n<RequestMessage>\r\n' +
      '\t<!-- one --><BatchCount type="Integer" value="1"/>\r\n</RequestMessage>\r\n17 <BatchItem/>\r\n</KMIP>\r\n'
    const messages = parseXmlMessages(file)
    expect(messages.map((message) => message.name)).to.deep.equal(['RequestMessage', 'BatchItem'])
    const first = new XmlReader(messages[0]!, testTags)
    first.enter()
    expect(first.integer()).to.equal(1)
    expect(parseXmlMessages('<BatchItem/>').map((message) => message.name)).to.deep.equal(['BatchItem'])
    expect(faultOf(() => parseXmlMessages('<KMIP><BatchItem>text</BatchItem></KMIP>'))).to.equal('malformed')
    expect(faultOf(() => parseXml('<BatchItem>text<BatchItem/></BatchItem>'))).to.equal('malformed')
    expect(faultOf(() => parseXml('<BatchItem><![CDATA[text]]></BatchItem>'))).to.equal('malformed')
  })

  it('refuses what is no XML, and what XML has beyond elements', () => {
    const hostile = [
      '',
      'text',
      '<BatchItem>',
      '<BatchItem></BatchCount>',
      '<BatchItem/><BatchItem/>',
      '<BatchCount type="Integer" type="Integer" value="1"/>',
      '<!DOCTYPE BatchItem><BatchItem/>',
      '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><UniqueIdentifier type="TextString" value="&b;"/>',
      '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><UniqueIdentifier type="TextString" value="&a;"/>',
      '<UniqueIdentifier type="TextString" value="&undefined;"/>',
    ]
    for (const xml of hostile) expect(faultOf(() => parseXml(xml))).to.equal('malformed')
  })

  it('holds its limits', () => {
    const nested = (depth: number): string => '<BatchItem>'.repeat(depth) + '</BatchItem>'.repeat(depth)
    expect(faultOf(() => reader(nested(32)).skip())).to.equal('none')
    expect(faultOf(() => reader(nested(33)).skip())).to.equal('malformed')
    const roomy = { ...defaultLimits, messageSize: 1e8, items: 1e7 }
    expect(faultOf(() => parseXml('<BatchItem>'.repeat(200_000), roomy))).to.equal('malformed')
    expect(faultOf(() => parseXml(' '.repeat(defaultLimits.messageSize)))).to.equal('malformed')
    const many = `<BatchItem>${'<BatchItem/>'.repeat(50_000)}</BatchItem>`
    expect(faultOf(() => parseXml(many))).to.equal('malformed')
    expect(faultOf(() => new XmlReader(parseXml(many, roomy), testTags).skip())).to.equal('malformed')
    expect(faultOf(() => new XmlReader(parseXml(many, roomy), testTags, roomy).skip())).to.equal('none')
  })

  it('goes back to a mark from further in and further out', () => {
    const xml = reader('<BatchItem><BatchItem><BatchCount type="Integer" value="3"/></BatchItem></BatchItem>')
    xml.enter()
    const outside = xml.mark()
    xml.enter()
    const inside = xml.mark()
    expect(xml.integer()).to.equal(3)
    expect(faultOf(() => xml.integer())).to.equal('field')
    xml.leave()
    xml.leave()
    expect(xml.is(0)).to.equal(true)
    expect(faultOf(() => xml.leave())).to.equal('field')
    xml.reset(inside)
    expect(() => xml.leave()).to.throw(CodecError, '0x42000d is not expected here')
    expect(() => xml.text()).to.throw(CodecError, 'expected TextString, found Integer')
    expect(xml.integer()).to.equal(3)
    xml.reset(outside)
    xml.skip()
    xml.leave()
    expect(xml.is(0)).to.equal(true)
  })
})
