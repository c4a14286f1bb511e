import { expect } from 'chai'
import { JsonReader } from '../json/reader.ts'
import { JsonWriter } from '../json/writer.ts'
import { TtlvReader } from '../ttlv/reader.ts'
import { TtlvWriter } from '../ttlv/writer.ts'
import { CodecError } from '../wire/error.ts'
import type { Item } from '../wire/item.ts'
import { parseXml } from '../xml/parse.ts'
import { XmlReader } from '../xml/reader.ts'
import { XmlWriter } from '../xml/writer.ts'
import { attributeList } from './attribute/select.ts'
import type { RequestMessage, ResponseMessage } from './message.ts'
import { Tag, tagNames } from './tag.ts'
import { protocolVersionOf, type Version } from './version.ts'
import { readRequest, readResponse, writeRequest, writeResponse } from './wire-message.ts'

const structure = (tag: number, ...value: Item[]): Item => ({ tag, type: 'Structure', value })
const text = (tag: number, value: string): Item => ({ tag, type: 'TextString', value })
const integer = (tag: number, value: number): Item => ({ tag, type: 'Integer', value })
const enumeration = (tag: number, value: number): Item => ({
  tag,
  type: 'Enumeration',
  value: `0x${value.toString(16).padStart(8, '0')}`,
})

const version = (major: number, minor: number): Item =>
  structure(Tag.ProtocolVersion, integer(Tag.ProtocolVersionMajor, major), integer(Tag.ProtocolVersionMinor, minor))
const header = (count: number): Item => structure(Tag.RequestHeader, version(1, 4), integer(Tag.BatchCount, count))
const batchItem = (operation: number, ...payload: Item[]): Item =>
  structure(Tag.BatchItem, enumeration(Tag.Operation, operation), structure(Tag.RequestPayload, ...payload))

const bytesOf = (item: Item): Uint8Array => {
  const writer = new TtlvWriter()
  writer.item(item)
  return writer.finish()
}
const readItem = (item: Item): RequestMessage => readRequest(new TtlvReader(bytesOf(item)))
const request = (...items: Item[]): RequestMessage =>
  readItem(structure(Tag.RequestMessage, header(items.length), ...items))

const errorOf = (act: () => unknown): CodecError => {
  try {
    act()
  } catch (error) {
    if (error instanceof CodecError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

const uid = (value: string): Item => text(Tag.UniqueIdentifier, value)
const get = 0x0a
const destroy = 0x14

describe('a request', () => {
  it('keeps a bad payload as the fault of its item, and the rest of the batch', () => {
    const { batchItem: items } = request(
      batchItem(get, uid('first')),
      batchItem(get, uid('second'), integer(Tag.KeyFormatType, 1)),
      batchItem(destroy, uid('third')),
    )
    expect(items.map(({ requestPayload }) => requestPayload)).to.deep.equal([
      { uniqueIdentifier: 'first' },
      undefined,
      { uniqueIdentifier: 'third' },
    ])
    const [first, second, third] = items
    expect([first?.fault, third?.fault]).to.deep.equal([undefined, undefined])
    expect(second?.operation).to.equal('Get')
    expect(second?.fault).to.be.instanceOf(CodecError)
    expect(second?.fault?.message).to.equal('RequestPayload/KeyFormatType: expected Enumeration, found Integer')
  })

  const bad: [what: string, ...payload: Item[]][] = [
    ['a field of a wrong type', integer(Tag.UniqueIdentifier, 1), integer(Tag.KeyFormatType, 1)],
    ['an unexpected field', uid('x'), text(Tag.NameValue, 'x')],
    ['a structure with a field missing', structure(Tag.KeyWrappingSpecification)],
  ]
  for (const [what, ...payload] of bad)
    it(`finds ${what}, and stands behind it`, () => {
      const { batchItem: items } = request(batchItem(get, ...payload), batchItem(destroy, uid('next')))
      expect(items[0]?.fault?.fault).to.equal('field')
      expect(items[1]?.requestPayload).to.deep.equal({ uniqueIdentifier: 'next' })
    })

  it('finds a field twice, and stands behind it', () => {
    const { batchItem: items } = request(batchItem(get, uid('x'), uid('x')), batchItem(destroy, uid('next')))
    expect(items[0]?.fault?.fault).to.equal('repeated')
    expect(items[1]?.requestPayload).to.deep.equal({ uniqueIdentifier: 'next' })
  })

  it('stands behind a value that XML or JSON spells wrongly', () => {
    const spelled = (writer: XmlWriter | JsonWriter): string => {
      const items = [batchItem(get, uid('0x12')), batchItem(destroy, uid('next'))]
      writer.item(structure(Tag.RequestMessage, header(2), ...items))
      return writer.finish()
    }
    const xml = spelled(new XmlWriter(tagNames)).replace('"TextString" value="0x12"', '"DateTime" value="0x12 weeks"')
    const json = spelled(new JsonWriter(tagNames)).replace('"TextString","value":"0x12"', '"DateTime","value":"weeks"')
    for (const reader of [new XmlReader(parseXml(xml), tagNames), new JsonReader(json, tagNames)]) {
      const { batchItem: items } = readRequest(reader)
      expect(items[0]?.fault?.fault).to.equal('field')
      expect(items[1]?.requestPayload).to.deep.equal({ uniqueIdentifier: 'next' })
    }
  })

  it('finds a Date Time Extended that no Date holds (KMIP 2.1 §9.20)', () => {
    const stamped = structure(
      Tag.RequestMessage,
      structure(
        Tag.RequestHeader,
        version(2, 1),
        { tag: Tag.TimeStamp, type: 'DateTimeExtended', value: 2n ** 63n - 1n },
        integer(Tag.BatchCount, 1),
      ),
      batchItem(get),
    )
    expect(errorOf(() => readItem(stamped)).message).to.equal(
      'RequestMessage/RequestHeader/TimeStamp: DateTime is out of range',
    )
  })

  it('is malformed as a whole when its bytes are', () => {
    const bytes = Buffer.from(bytesOf(structure(Tag.RequestMessage, header(1), batchItem(get, uid('12345678')))))
    bytes.writeInt32BE(64, bytes.length - 12) // the length of the last text
    const { fault, path } = errorOf(() => readRequest(new TtlvReader(bytes)))
    expect(fault).to.equal('malformed')
    expect(path).to.deep.equal(['RequestMessage', 'BatchItem[0]', 'RequestPayload', 'UniqueIdentifier'])
  })

  it('gives items for an operation that is not declared', () => {
    const payload = [uid('x'), integer(0x540001, 7)]
    const [item] = request(batchItem(0x8000_0001, ...payload)).batchItem
    expect(item?.operation).to.equal('0x80000001')
    expect(item?.requestPayload).to.deep.equal(structure(Tag.RequestPayload, ...payload))
  })

  it('says where an item without a payload, or without an operation, is wrong', () => {
    const without = structure(Tag.BatchItem, enumeration(Tag.Operation, get))
    expect(request(without).batchItem[0]?.fault?.message).to.equal('RequestPayload: is missing')
    const nameless = structure(Tag.BatchItem, structure(Tag.RequestPayload))
    const [first, second] = request(batchItem(get), nameless).batchItem
    expect(first?.fault).to.equal(undefined)
    expect(second?.fault?.message).to.equal('Operation: is missing')
  })

  const notRequests: [what: string, item: Item][] = [
    ['a response', structure(Tag.ResponseMessage)],
    ['nothing', structure(Tag.RequestMessage)],
    ['no header', structure(Tag.RequestMessage, batchItem(get))],
    ['a header without a version', structure(Tag.RequestMessage, structure(Tag.RequestHeader))],
    ['an empty version', structure(Tag.RequestMessage, structure(Tag.RequestHeader, structure(Tag.ProtocolVersion)))],
    ...(
      [
        [3, 0],
        [1, 5],
        [0, 256],
        [-1, 0],
        [2, 2],
      ] as const
    ).map(([major, minor]): [string, Item] => [
      `KMIP ${major}.${minor}`,
      structure(Tag.RequestMessage, structure(Tag.RequestHeader, version(major, minor), integer(Tag.BatchCount, 0))),
    ]),
  ]
  for (const [what, item] of notRequests)
    it(`is not ${what}`, () => {
      expect(errorOf(() => readItem(item)).fault).to.equal('malformed')
    })
})

const requestIn = (spoken: Version, attributes: RequestMessage['batchItem'][number]): RequestMessage => ({
  requestHeader: { protocolVersion: protocolVersionOf(spoken), batchCount: 1 },
  batchItem: [attributes],
})

describe('attributes', () => {
  const list = attributeList({ cryptographicAlgorithm: 'AES', cryptographicLength: 256, name: ['a', 'b'] })
  const create = { operation: 'Create', requestPayload: { objectType: 'SymmetricKey', attributes: list } } as const

  const itemIn = (spoken: Version): Item => {
    const writer = new TtlvWriter()
    writeRequest(writer, requestIn(spoken, create))
    return new TtlvReader(writer.finish()).item()
  }
  const tagsIn = (item: Item): number[] => [
    item.tag,
    ...(item.type === 'Structure' ? item.value.flatMap((inner) => tagsIn(inner)) : []),
  ]

  it('are a Template-Attribute up to 1.4, and Attributes from 2.0 on', () => {
    expect(tagsIn(itemIn('1.4')).filter((tag) => tag === Tag.Attribute)).to.have.length(4)
    expect(tagsIn(itemIn('1.4')))
      .to.include(Tag.TemplateAttribute)
      .and.not.include(Tag.Attributes)
    expect(tagsIn(itemIn('2.0')).filter((tag) => tag === Tag.Name)).to.have.length(2)
    expect(tagsIn(itemIn('2.0')))
      .to.include(Tag.Attributes)
      .and.not.include(Tag.TemplateAttribute)
  })

  it('are the same values in every version', () => {
    for (const spoken of ['1.0', '1.4', '2.0', '2.1'] as const)
      expect(readRequest(new TtlvReader(bytesOf(itemIn(spoken)))).batchItem[0]?.requestPayload).to.deep.equal(
        create.requestPayload,
      )
  })

  it('are named where one of them is wrong', () => {
    const attribute = structure(
      Tag.Attribute,
      text(Tag.AttributeName, 'Cryptographic Length'),
      text(Tag.AttributeValue, 'long'),
    )
    const wrong = batchItem(1, enumeration(Tag.ObjectType, 2), structure(Tag.TemplateAttribute, attribute))
    expect(request(wrong).batchItem[0]?.fault?.message).to.equal(
      'RequestPayload/TemplateAttribute/Attribute[0]/AttributeValue(Cryptographic Length): expected Integer, found TextString',
    )
  })
})

describe('a response', () => {
  const item = { operation: 'Activate', resultStatus: 'Success', responsePayload: { uniqueIdentifier: 'x' } } as const
  const responseIn = (spoken: Version, correlation?: string): ResponseMessage => ({
    responseHeader: {
      protocolVersion: protocolVersionOf(spoken),
      timeStamp: new Date('2026-11-24T04:15:00Z'),
      serverCorrelationValue: correlation,
      batchCount: 1,
    },
    batchItem: [item],
  })
  const headerIn = (message: ResponseMessage): object => {
    const writer = new TtlvWriter()
    writeResponse(writer, message)
    return readResponse(new TtlvReader(writer.finish())).responseHeader
  }

  it('is written without what its version does not have', () => {
    for (const spoken of ['1.0', '1.3'] as const)
      expect(headerIn(responseIn(spoken, 'c'))).to.have.all.keys('protocolVersion', 'timeStamp', 'batchCount')
    expect(headerIn(responseIn('1.4', 'c'))).to.include({ serverCorrelationValue: 'c' })
  })

  it('must have a time stamp', () => {
    const { responseHeader, ...rest } = responseIn('1.0')
    const timeless = { ...rest, responseHeader: { ...responseHeader, timeStamp: undefined } }
    expect(errorOf(() => headerIn(timeless as never)).message).to.equal(
      'ResponseMessage/ResponseHeader/TimeStamp: is missing',
    )
  })
})

describe('types of messages', () => {
  it('tell a payload by its operation', () => {
    const items: RequestMessage['batchItem'] = [
      { operation: 'Get', requestPayload: { uniqueIdentifier: 'x', keyFormatType: 'Raw' } },
      { operation: 'Create', requestPayload: { objectType: 'SymmetricKey' } },
      // @ts-expect-error there is no such operation
      { operation: 'Gett', requestPayload: {} },
      // @ts-expect-error Create has no keyFormatType
      { operation: 'Create', requestPayload: { objectType: 'SymmetricKey', keyFormatType: 'Raw' } },
      // @ts-expect-error there is no such format
      { operation: 'Get', requestPayload: { keyFormatType: 'Rawe' } },
      // @ts-expect-error an object type is required
      { operation: 'Create', requestPayload: {} },
      // @ts-expect-error a payload is required
      { operation: 'Get' },
    ]
    expect(items).to.have.length(7)
  })
})
