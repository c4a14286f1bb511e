import { Agent, request } from 'node:https'
import { defaultLimits, type Item, type ResponseMessage, readResponse, tagNames } from '../../codec/index.ts'
import { JsonReader } from '../../codec/json/reader.ts'
import { JsonWriter } from '../../codec/json/writer.ts'
import { parseXml } from '../../codec/xml/parse.ts'
import { XmlReader } from '../../codec/xml/reader.ts'
import { XmlWriter } from '../../codec/xml/writer.ts'
import type { SeededRandom } from '../support/random.ts'
import type { Access } from '../support/wire-client.ts'
import { problemOf, runInLanes, type SendBarrage } from './barrage.ts'
import { spoilItems } from './mutate.ts'
import { addressExisting } from './requests.ts'

/** The text encodings, by Content-Type. */
export const textEncodings = {
  'text/xml': {
    write: (item: Item): string => writeItem(new XmlWriter(tagNames), item),
    read: (body: string): ResponseMessage => readResponse(new XmlReader(parseXml(body), tagNames)),
  },
  'application/json': {
    write: (item: Item): string => writeItem(new JsonWriter(tagNames), item),
    read: (body: string): ResponseMessage => readResponse(new JsonReader(body, tagNames)),
  },
} as const
export type TextType = keyof typeof textEncodings

const writeItem = (writer: XmlWriter | JsonWriter, item: Item): string => {
  writer.item(item)
  return String(writer.finish())
}

/** Milliseconds in which everything is answered. */
const patience = 10_000

/** Posts one body, and resolves to the answer; rejects when the connection ends first. */
export const post = (
  { ca, cert, key, port }: Access,
  type: string,
  body: string | Buffer,
  agent: Agent | false = false,
): Promise<{ readonly status: number; readonly body: string }> =>
  new Promise((resolve, reject) => {
    const headers = { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) }
    const options = { host: 'localhost', path: '/kmip', method: 'POST', agent, headers, timeout: patience }
    const sent = request({ ...options, port, ca, cert, key }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }))
      response.on('error', reject)
    })
    sent.on('timeout', () => sent.destroy(new Error('no answer in time')))
    sent.on('error', reject)
    sent.end(body)
  })

const pieces = [
  '<',
  '>',
  '&',
  '"',
  "'",
  '/',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '\\',
  '\0',
  '&#0;',
  '&x;',
  '\\ud800',
  '-',
  '1e999',
]
const values = [
  '',
  '0',
  '-1',
  '1e999',
  '0x',
  '0xffffffff',
  '9'.repeat(5000),
  '..',
  '\ud83d\ude00'.repeat(100),
  'true',
  'Get',
]

type Damage = (text: string, random: SeededRandom) => string | Buffer

/** What can become of a text. */
const damages: readonly Damage[] = [
  (text, random) => {
    const at = random.below(text.length)
    return text.slice(0, at) + random.pick(pieces) + text.slice(at + random.below(2))
  },
  (text, random) => text.slice(0, random.below(text.length)),
  (text, random) => {
    const at = random.below(text.length)
    return text.slice(0, at) + text.slice(at + random.below(30))
  },
  (text, random) => {
    const at = random.below(text.length)
    const part = text.slice(at, at + random.below(200))
    return text.slice(0, at) + part.repeat(1 + random.below(50)) + text.slice(at)
  },
  (text, random) => {
    const found = [...text.matchAll(/"[^"]*"/g)]
    const { index, 0: quoted } = random.pick(found)
    return `${text.slice(0, index)}"${random.pick(values)}"${text.slice(index + quoted.length)}`
  },
  (text, random) => {
    const bytes = Buffer.from(text)
    bytes.writeUInt8(random.below(256), random.below(bytes.length))
    return bytes
  },
]

/** A request as text with spoiled items, damaged text, or both. Items that text cannot hold stay unspoiled. */
const createDocument = (item: Item, type: TextType, random: SeededRandom): string | Buffer => {
  const { write } = textEncodings[type]
  let text: string
  try {
    text = write(spoilItems(item, random))
  } catch {
    text = write(item)
  }
  return random.next() < 0.5 ? random.pick(damages)(text, random) : text
}

/** Posts `count` requests spoiled at random, in XML and JSON: each must be answered, with a reason when it fails. */
export const sendTextBarrage: SendBarrage = async (access, { requests, identifiers }, count, seed) => {
  let answered = 0
  let succeeded = 0
  const problems: string[] = []
  const types = Object.keys(textEncodings) as TextType[]
  await runInLanes(count, seed, async (things, random) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    for (let sent = 0; sent < things; sent++) {
      const type = random.pick(types)
      const body = createDocument(addressExisting(random.pick(requests), identifiers, random), type, random)
      try {
        const answer = await post(access, type, body, agent)
        if (Buffer.byteLength(body) > defaultLimits.messageSize && answer.status === 413) {
          answered++
          continue
        }
        if (answer.status !== 200) throw new Error(`status ${answer.status}: ${answer.body}`)
        const message = textEncodings[type].read(answer.body)
        answered++
        if (message.batchItem.every(({ resultStatus }) => resultStatus !== 'OperationFailed')) succeeded++
        const problem = problemOf(message)
        if (problem) throw new Error(problem)
      } catch (error) {
        problems.push(`${error instanceof Error ? error.message : error}, to ${body.toString().slice(0, 1000)}`)
      }
    }
    agent.destroy()
  })
  return { answered, succeeded, closed: 0, problems }
}
