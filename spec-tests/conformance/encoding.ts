import { type Element, elementToXml } from './element.ts'
import { elementToJson, jsonToElement } from './json.ts'
import { parseMessages } from './parse.ts'
import type { Speller } from './spell.ts'

/** How a message is posted over HTTPS. KMIP Profiles 2.1 §5.3.1. Shares no code with the codec. */
export interface Encoding {
  readonly contentType: string
  write(message: Element): Buffer
  /** @throws Error when the bytes are no message */
  read(bytes: Buffer): Element
}

export const encodingNames = ['ttlv', 'xml', 'json'] as const
export type EncodingName = (typeof encodingNames)[number]

const onlyMessage = (xml: string): Element => {
  const [first, ...others] = parseMessages(xml)
  if (!first || others.length) throw new Error(`${others.length + 1} messages in one answer`)
  return first.message
}

export const encodingsOf = (speller: Speller): Readonly<Record<EncodingName, Encoding>> => ({
  ttlv: {
    contentType: 'application/octet-stream',
    write: (message) => speller.toTtlv(message),
    read: (bytes) => speller.toElement(bytes),
  },
  xml: {
    contentType: 'text/xml',
    write: (message) => Buffer.from(elementToXml(message)),
    read: (bytes) => onlyMessage(bytes.toString()),
  },
  json: {
    contentType: 'application/json',
    write: (message) => Buffer.from(JSON.stringify(elementToJson(message))),
    read: (bytes) => jsonToElement(JSON.parse(bytes.toString())),
  },
})

/** The encoding that a case is about: its messages go over HTTPS. `undefined`: TTLV over TLS. */
export const encodingOfCase = (id: string): EncodingName | undefined => {
  const name = /\/MSGENC-(\w+)-/.exec(id)?.[1]
  return name === 'HTTPS' ? 'ttlv' : name === 'XML' ? 'xml' : name === 'JSON' ? 'json' : undefined
}
