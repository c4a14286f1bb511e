import {
  type Item,
  type ResponseMessage,
  readResponse,
  TtlvReader,
  TtlvWriter,
  tagNames,
  writeResponse,
} from '../../codec/index.ts'
import { calculateMedian } from '../result/calculate-median.ts'
import { createRow, type Pair, type Row } from '../result/row.ts'
import { codecMessages } from './codec-messages.ts'

const decodeGoal = 3
const encodeGoal = 6

const toJsonValue = (item: Item): unknown => {
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
 * KMIP's JSON encoding as a plain tree, as `JSON.parse` returns it (KMIP Profiles 2.1 §5.5). `JsonWriter` is left aside: the
 * code of a server that speaks TTLV only has met one kind of writer.
 */
const toJsonTree = (item: Item): unknown => {
  const tag = tagNames.idOf(item.tag)
  return item.type === 'Structure'
    ? { tag, value: item.value.map(toJsonTree) }
    : { tag, type: item.type, value: toJsonValue(item) }
}

/** Microseconds of one call. */
const timeCalls = (calls: number, run: () => void): number => {
  const start = process.hrtime.bigint()
  for (let i = 0; i < calls; i++) run()
  return Number(process.hrtime.bigint() - start) / 1000 / calls
}

/** Slices of a round, each of about a millisecond: the shorter, the more alike the conditions of both sides. */
const slicesPerRound = 7
const warmUpSlices = 20

/** Times both in short slices, one after the other. Each pair has the medians of a round. */
const timeInSlices = (rounds: number, runCodec: () => void, runJson: () => void): Pair[] => {
  const calls = Math.max(10, Math.round(1000 / timeCalls(500, runJson)))
  const timeSlice = () => ({ codec: timeCalls(calls, runCodec), json: timeCalls(calls, runJson) })
  for (let i = 0; i < warmUpSlices; i++) timeSlice()
  return Array.from({ length: rounds }, () => {
    const slices = Array.from({ length: slicesPerRound }, timeSlice)
    return {
      measured: { value: calculateMedian(slices.map(({ codec }) => codec)) },
      yardstick: { value: calculateMedian(slices.map(({ json }) => json)) },
    }
  })
}

const createEncoder = (): ((message: ResponseMessage) => Uint8Array) => {
  const writer = new TtlvWriter()
  return (message) => {
    writer.reset()
    writeResponse(writer, message)
    return writer.finish()
  }
}

/**
 * The typed codec, compared with `JSON.parse` and `JSON.stringify` of the same message in KMIP's JSON encoding, in one process.
 * All messages run before any is measured, because a server's code has met more than one kind of message.
 */
export const measureCodec = (rounds: number): Row[] => {
  const encode = createEncoder()
  const cases = Object.entries(codecMessages).map(([name, message]) => {
    const bytes = Buffer.from(encode(message))
    const text = JSON.stringify(toJsonTree(new TtlvReader(bytes).item()))
    const tree: unknown = JSON.parse(text)
    const decode = () => readResponse(new TtlvReader(bytes))
    return { name, message, text, tree, decode }
  })
  for (const { message, decode } of cases)
    for (let i = 0; i < 2000; i++) {
      decode()
      encode(message)
    }
  const compare = (what: string, yardstick: string, goal: number, runCodec: () => void, runJson: () => void): Row => {
    const pairs = timeInSlices(rounds, runCodec, runJson)
    return createRow({ what, yardstick, unit: ' µs', goal, better: 'smaller' }, pairs)
  }
  return cases.flatMap(({ name, message, text, tree, decode }) => [
    compare(`decode ${name}`, 'JSON.parse', decodeGoal, decode, () => JSON.parse(text)),
    compare(
      `encode ${name}`,
      'JSON.stringify',
      encodeGoal,
      () => encode(message),
      () => JSON.stringify(tree),
    ),
  ])
}
