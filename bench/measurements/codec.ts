import {
  type AttributeInstance,
  attributeList,
  type Item,
  type ResponseMessage,
  readResponse,
  TtlvReader,
  TtlvWriter,
  tagNames,
  writeResponse,
} from '../../codec/index.ts'
import { median } from '../result/row.ts'

/** One message in one direction; microseconds are the median of all rounds. */
export interface CodecRow {
  readonly message: string
  readonly bytes: number
  readonly direction: 'decode' | 'encode'
  readonly codecMicroseconds: number
  readonly jsonMicroseconds: number
  /** How many times faster than `JSON.parse` or `JSON.stringify`: the median of the rounds' ratios. */
  readonly ratio: number
  readonly goal: number
}

const uniqueIdentifier = '5f0d6c33-8a2f-4c3d-9a41-0b7c2f1e9d10'
const moment = new Date('2026-11-24T04:15:00Z')

const response = (batchItem: ResponseMessage['batchItem'][number]): ResponseMessage => ({
  responseHeader: {
    protocolVersion: { protocolVersionMajor: 1, protocolVersionMinor: 4 },
    timeStamp: moment,
    batchCount: 1,
  },
  batchItem: [batchItem],
})

const getResponse = (length: number): ResponseMessage =>
  response({
    operation: 'Get',
    resultStatus: 'Success',
    responsePayload: {
      objectType: 'SymmetricKey',
      uniqueIdentifier,
      object: {
        symmetricKey: {
          keyBlock: {
            keyFormatType: 'Raw',
            keyValue: { keyMaterial: new Uint8Array(length).map((_, i) => i * 7) },
            cryptographicAlgorithm: 'AES',
            cryptographicLength: 256,
          },
        },
      },
    },
  })

const vendorText = (index: number): AttributeInstance => ({
  attribute: 'Attribute',
  value: {
    vendorIdentification: 'x',
    attributeName: `Tablespace-${index}`,
    attributeValue: { tag: 0x42000b, type: 'TextString', value: `base/16384/${2600 + index}` },
  },
})

/** What a server holds of a key in use, filled up to 50 with names, places of use and attributes of the client's own. */
const fiftyAttributes = (): AttributeInstance[] => [
  ...attributeList({
    uniqueIdentifier,
    name: Array.from({ length: 12 }, (_, i) => `tenant-${i}/database-key`),
    objectType: 'SymmetricKey',
    applicationSpecificInformation: Array.from({ length: 8 }, (_, i) => ({
      applicationNamespace: 'ssl',
      applicationData: `www-${i}.example.com`,
    })),
    cryptographicAlgorithm: 'AES',
    cryptographicLength: 256,
    cryptographicParameters: { blockCipherMode: 'GCM', paddingMethod: 'None', randomIV: true, tagLength: 16 },
    cryptographicUsageMask: ['Encrypt', 'Decrypt'],
    digest: {
      hashingAlgorithm: 'SHA_256',
      digestValue: new Uint8Array(32).fill(9),
      keyFormatType: 'Raw',
    },
    leaseTime: 3600,
    state: 'Active',
    initialDate: moment,
    activationDate: moment,
    lastChangeDate: moment,
    originalCreationDate: moment,
    objectGroup: 'databases',
    fresh: false,
    sensitive: true,
    alwaysSensitive: true,
    extractable: true,
    neverExtractable: false,
  }),
  ...Array.from({ length: 11 }, (_, i) => vendorText(i)),
]

const messages: Readonly<Record<string, ResponseMessage>> = {
  'Get response, 32-byte key': getResponse(32),
  'Get Attributes response, 50 attributes': response({
    operation: 'GetAttributes',
    resultStatus: 'Success',
    responsePayload: { uniqueIdentifier, attributes: fiftyAttributes() },
  }),
  'Get response, 4 KiB key': getResponse(4096),
}

const jsonValue = (item: Item): unknown => {
  switch (item.type) {
    case 'LongInteger':
    case 'BigInteger':
    case 'DateTimeExtended':
      return `0x${item.value.toString(16)}`
    case 'ByteString':
      return Buffer.from(item.value).toString('hex')
    case 'DateTime':
      return item.value.toISOString()
    default:
      return item.value
  }
}

/**
 * KMIP's JSON encoding as a plain tree (KMIP Profiles 2.1 §5.5): what `JSON.parse` makes of it. Not made with `JsonWriter`: a
 * server that speaks TTLV only has met one kind of writer.
 */
const jsonTree = (item: Item): unknown => {
  const tag = tagNames.idOf(item.tag)
  return item.type === 'Structure'
    ? { tag, value: item.value.map(jsonTree) }
    : { tag, type: item.type, value: jsonValue(item) }
}

/** Microseconds of one call. */
const time = (calls: number, run: () => void): number => {
  const start = process.hrtime.bigint()
  for (let i = 0; i < calls; i++) run()
  return Number(process.hrtime.bigint() - start) / 1000 / calls
}

/** Slices of a round, each of about a millisecond: the shorter, the more alike what both sides meet. */
const slices = 7

/** Times `own` and `theirs` turn by turn, so that a slow moment of the machine hits both. */
const compare = (own: () => void, theirs: () => void, rounds: number) => {
  const calls = Math.max(10, Math.round(1000 / time(500, theirs)))
  for (let i = 0; i < 20; i++) time(calls, own) + time(calls, theirs)
  const pairs = Array.from({ length: rounds * slices }, () => ({ own: time(calls, own), theirs: time(calls, theirs) }))
  return {
    codecMicroseconds: median(pairs.map((pair) => pair.own)),
    jsonMicroseconds: median(pairs.map((pair) => pair.theirs)),
    ratio: median(pairs.map((pair) => pair.theirs / pair.own)),
  }
}

/**
 * The typed codec against `JSON.parse` and `JSON.stringify` of the same message in KMIP's JSON encoding, in one process.
 * All messages are run before any is measured: a server's code has met more than one kind of message.
 *
 * @param rounds of each comparison
 */
export const codecBench = (rounds = 15): CodecRow[] => {
  const writer = new TtlvWriter()
  const encode = (message: ResponseMessage): Uint8Array => {
    writer.reset()
    writeResponse(writer, message)
    return writer.finish()
  }
  const cases = Object.entries(messages).map(([name, message]) => {
    const bytes = Buffer.from(encode(message))
    const text = JSON.stringify(jsonTree(new TtlvReader(bytes).item()))
    return { name, message, bytes, text, tree: JSON.parse(text) as unknown }
  })
  for (const { message, bytes } of cases)
    for (let i = 0; i < 2000; i++) {
      readResponse(new TtlvReader(bytes))
      encode(message)
    }
  return cases.flatMap(({ name, message, bytes, text, tree }): CodecRow[] => [
    {
      message: name,
      bytes: bytes.length,
      direction: 'decode',
      ...compare(
        () => readResponse(new TtlvReader(bytes)),
        () => JSON.parse(text),
        rounds,
      ),
      goal: 3,
    },
    {
      message: name,
      bytes: bytes.length,
      direction: 'encode',
      ...compare(
        () => encode(message),
        () => JSON.stringify(tree),
        rounds,
      ),
      goal: 6,
    },
  ])
}

const line = (row: CodecRow): string =>
  [
    row.message.padEnd(40),
    `${row.bytes} bytes`.padStart(11),
    row.direction.padStart(8),
    `${row.codecMicroseconds.toFixed(2)} µs`.padStart(10),
    `JSON ${row.jsonMicroseconds.toFixed(2)} µs`.padStart(15),
    `${row.ratio.toFixed(2)}×`.padStart(8),
    `(goal ${row.goal}×)`,
  ].join(' ')

if (import.meta.main) for (const row of codecBench()) console.log(line(row))
