import { type Item, Tag, TtlvWriter } from '../../codec/index.ts'
import { createWithAttribute, discoverVersions } from './requests.ts'

/** Bytes that no honest client sends, and what is to become of them. */
export interface HostileMessage {
  readonly what: string
  readonly bytes: Buffer
  /** Answered with a failure, or the connection is closed. */
  readonly outcome: 'answered' | 'closed'
  /** What the log says. */
  readonly says: RegExp
}

const header = (tag: number, type: number, length: number): Buffer => {
  const bytes = Buffer.alloc(8)
  bytes.writeUInt32BE(tag * 256 + type, 0)
  bytes.writeUInt32BE(length, 4)
  return bytes
}

const structure = 1
const integer = 2
const text = 7

const wrapInHeader = (...content: readonly Buffer[]): Buffer => {
  const inner = Buffer.concat(content)
  return Buffer.concat([header(Tag.RequestMessage, structure, inner.length), inner])
}

/** A request of one item with this payload. */
const createWithPayload = (...content: readonly Buffer[]): Buffer => {
  const payload = Buffer.concat(content)
  const item = Buffer.concat([operation, header(Tag.RequestPayload, structure, payload.length), payload])
  return wrapInHeader(requestHeader, header(Tag.BatchItem, structure, item.length), item)
}

const encodeItem = (item: Item): Buffer => {
  const writer = new TtlvWriter()
  writer.item(item)
  return Buffer.from(writer.finish())
}
const requestHeader = encodeItem({
  tag: Tag.RequestHeader,
  type: 'Structure',
  value: [
    {
      tag: Tag.ProtocolVersion,
      type: 'Structure',
      value: [
        { tag: Tag.ProtocolVersionMajor, type: 'Integer', value: 1 },
        { tag: Tag.ProtocolVersionMinor, type: 'Integer', value: 4 },
      ],
    },
    { tag: Tag.BatchCount, type: 'Integer', value: 1 },
  ],
})
/** Get. */
const operation = encodeItem({ tag: Tag.Operation, type: 'Enumeration', value: '0x0000000a' })

const nestStructures = (depth: number): Buffer => {
  const bytes = Buffer.alloc(8 * depth)
  for (let level = 0; level < depth; level++)
    header(Tag.Attribute, structure, 8 * (depth - level - 1)).copy(bytes, 8 * level)
  return bytes
}

const createItems = (count: number): Buffer => {
  const each = encodeItem({ tag: Tag.UniqueIdentifier, type: 'TextString', value: 'x' })
  return Buffer.concat(Array.from({ length: count }, () => each))
}

export const hostileMessages: readonly HostileMessage[] = [
  { what: 'an empty message', bytes: wrapInHeader(), outcome: 'answered', says: /does not begin with a header/ },
  {
    what: 'a message that declares 4 GiB',
    bytes: header(Tag.RequestMessage, structure, 0xfffffff8),
    outcome: 'closed',
    says: /of 4294967288 bytes, more than 1048576/,
  },
  {
    what: 'an item that declares 4 GiB',
    bytes: createWithPayload(header(Tag.UniqueIdentifier, text, 0xffffffff), Buffer.alloc(8)),
    outcome: 'answered',
    says: /of length 4294967295, 8 bytes are left/,
  },
  {
    what: 'a message of a length that is no multiple of 8',
    bytes: Buffer.concat([header(Tag.RequestMessage, structure, 9), Buffer.alloc(9)]),
    outcome: 'closed',
    says: /not a multiple of 8/,
  },
  {
    what: 'a message that is no structure',
    bytes: Buffer.concat([header(Tag.RequestMessage, integer, 8), Buffer.alloc(8)]),
    outcome: 'closed',
    says: /type 2, not with structure/,
  },
  {
    what: 'a response',
    bytes: header(Tag.ResponseMessage, structure, 0),
    outcome: 'closed',
    says: /begins with the tag 0x42007b/,
  },
  {
    what: 'HTTP',
    bytes: Buffer.from('POST /kmip HTTP/1.1\r\n\r\n'),
    outcome: 'closed',
    says: /begins with the tag 0x504f53/,
  },
  {
    what: 'structures 10,000 deep',
    bytes: createWithPayload(nestStructures(10_000)),
    outcome: 'answered',
    says: /nested structures/,
  },
  { what: '60,000 items', bytes: createWithPayload(createItems(60_000)), outcome: 'answered', says: /50000 items/ },
  {
    what: 'a wrong type',
    bytes: createWithPayload(encodeItem({ tag: Tag.UniqueIdentifier, type: 'Boolean', value: true })),
    outcome: 'answered',
    says: /UniqueIdentifier.*Boolean/,
  },
  {
    what: 'an unknown type',
    bytes: createWithPayload(header(Tag.UniqueIdentifier, 99, 8), Buffer.alloc(8)),
    outcome: 'answered',
    says: /unknown item type 99/,
  },
  {
    what: 'an unknown tag',
    bytes: createWithPayload(encodeItem({ tag: 0x42fffe, type: 'Integer', value: 7 })),
    outcome: 'answered',
    says: /0x42fffe/,
  },
  {
    what: 'text that is not UTF-8',
    bytes: createWithPayload(header(Tag.UniqueIdentifier, text, 2), Buffer.from([0xc3, 0x28, 0, 0, 0, 0, 0, 0])),
    outcome: 'answered',
    says: /not UTF-8/,
  },
  {
    what: 'padding that is not zero',
    bytes: createWithPayload(header(Tag.UniqueIdentifier, text, 1), Buffer.from('xABCDEFG')),
    outcome: 'answered',
    says: /./,
  },
  {
    what: 'a long name of characters outside the Basic Multilingual Plane',
    bytes: createWithAttribute('😀'.repeat(300)),
    outcome: 'answered',
    says: /😀/u,
  },
  {
    what: 'a message that ends in its midst',
    bytes: discoverVersions.subarray(0, 40),
    outcome: 'closed',
    says: /in the middle of a request/,
  },
]
