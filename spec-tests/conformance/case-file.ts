import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { childrenNamed, descendants, type Element, mapElement, valueAt } from './element.ts'
import { type Parsed, parseMessages } from './parse.ts'

/** One request and the answer the Technical Committee expects. */
export interface Step {
  readonly request: Element
  readonly response: Element
  /** The server asks and the client answers: `response` is what the server sends, `request` the answer to it. */
  readonly fromServer: boolean
  /** Which client sends it, `''` when the case names none. */
  readonly client: string
  /** Send again until the expected answer comes (`# [REPEAT] until …`). */
  readonly repeat: boolean
}

/** One published file: `id` is `v1.4/SKLC-M-1-14`, for 2.1 `v2.1/SKLC-M-1-21` whichever folder it is in. */
export interface CaseFile {
  readonly id: string
  readonly steps: readonly Step[]
}

/** The cases of the `oasis` folder: folders that hold them, relative to it, and the prefix of their ids. */
const folders = [
  ['v1.0', 'v1.0'],
  ['v1.2', 'v1.2'],
  ['v1.4', 'v1.4'],
  ['v2.1/mandatory', 'v2.1'],
  ['v2.1/optional', 'v2.1'],
] as const

/** Values of v1.0 and v1.2 hold runs of spaces where the document wrapped; the other folders are verbatim. */
const unwrap = (element: Element): Element =>
  element.type === 'ByteString' || element.type === 'BigInteger'
    ? { ...element, value: element.value.replace(/\s+/g, '') }
    : { ...element, value: element.value.replace(/\s+/g, ' ').trim() }

/** Operations that a server asks of a client. */
const told = new Set(['Notify', 'Put'])

/** Reads one file of strictly alternating requests and responses. */
export const parseCase = (id: string, xml: string): CaseFile => {
  const wrapped = id.startsWith('v1.0/') || id.startsWith('v1.2/')
  const clean = (parsed: Parsed) => (wrapped ? mapElement(parsed.message, unwrap) : parsed.message)
  const messages = parseMessages(xml)
  const steps: Step[] = []
  for (let at = 0; at < messages.length; at += 2) {
    const [first, second] = [messages[at], messages[at + 1]]
    if (first?.message.name !== 'RequestMessage' || second?.message.name !== 'ResponseMessage')
      throw new Error(`${id}: message ${at} is no request followed by a response`)
    const fromServer = batchItems(first.message).some((item) => told.has(valueAt(item, 'Operation') ?? ''))
    steps.push({
      request: clean(fromServer ? second : first),
      response: clean(fromServer ? first : second),
      fromServer,
      client: /\[(Client-[A-Z])\]/.exec(first.annotation)?.[1] ?? '',
      repeat: first.annotation.includes('[REPEAT]'),
    })
  }
  return { id, steps }
}

/** All cases below the `oasis` folder of the shared data, in order of their ids. */
export const readCases = (oasis: string): CaseFile[] =>
  folders.flatMap(([folder, prefix]) =>
    readdirSync(join(oasis, folder))
      .filter((name) => name.endsWith('.xml'))
      .sort(new Intl.Collator('en', { numeric: true }).compare)
      .map((name) => parseCase(`${prefix}/${name.slice(0, -4)}`, readFileSync(join(oasis, folder, name), 'utf8'))),
  )

/** Operations, object types, algorithms and modes that the requests of a case use. */
export const usesOf = (file: CaseFile) => {
  const operations = new Set<string>()
  const objectTypes = new Set<string>()
  const algorithms = new Set<string>()
  const modes = new Set<string>()
  for (const { request, response, fromServer } of file.steps)
    for (const element of descendants(fromServer ? response : request)) {
      if (element.name === 'Operation') operations.add(element.value)
      if (element.name === 'ObjectType') objectTypes.add(element.value)
      if (element.name === 'CryptographicAlgorithm') algorithms.add(element.value)
      if (element.name === 'BlockCipherMode') modes.add(element.value)
      if (element.name === 'Attribute' && valueAt(element, 'AttributeName') === 'Cryptographic Algorithm')
        algorithms.add(valueAt(element, 'AttributeValue') ?? '')
    }
  return { operations: [...operations], objectTypes: [...objectTypes], algorithms: [...algorithms], modes: [...modes] }
}

export const batchItems = (message: Element): Element[] => childrenNamed(message, 'BatchItem')
