import {
  type Reader,
  type RequestMessage,
  type ResponseMessage,
  readRequest,
  readResponse,
  Tag,
  TtlvReader,
  tagNames,
  type Writer,
  writeRequest,
  writeResponse,
} from '../../codec/index.ts'
import { JsonReader } from '../../codec/json/reader.ts'
import { JsonWriter } from '../../codec/json/writer.ts'
import { xmlMessages } from '../../codec/xml/parse.ts'
import { XmlReader } from '../../codec/xml/reader.ts'
import { XmlWriter } from '../../codec/xml/writer.ts'
import { CliError } from './cli-error.ts'

/** A message written as XML or JSON. */
export const textReader = (text: string): Reader => {
  if (/^\s*[{[]/.test(text)) return new JsonReader(text, tagNames)
  const messages = xmlMessages(text)
  const first = messages[0]
  if (!first) throw new CliError('usage', 'there is no message in the input')
  return new XmlReader(first, tagNames)
}

/** A reader over bytes, hexadecimal or base64 text of a TTLV message. */
export const ttlvBytes = (content: Buffer): Uint8Array => {
  if (content[0] === 0x42 && (content[1] ?? 0xff) < 2) return content
  const text = content.toString('latin1').replace(/\s+/g, '')
  if (/^([0-9a-fA-F]{2})+$/.test(text)) return Buffer.from(text, 'hex')
  if (/^[A-Za-z0-9+/]+=*$/.test(text)) return Buffer.from(text, 'base64')
  throw new CliError('usage', 'the input is neither TTLV nor hexadecimal or base64 text of it')
}

type Message = { readonly request: RequestMessage } | { readonly response: ResponseMessage }

export const messageIn = (reader: Reader): Message =>
  reader.is(Tag.RequestMessage) ? { request: readRequest(reader) } : { response: readResponse(reader) }

const write = (message: Message, writer: Writer): void =>
  'request' in message ? writeRequest(writer, message.request) : writeResponse(writer, message.response)

/** The message in a spelling that people and programs read. */
export const spelled = (message: Message, as: 'xml' | 'json'): string => {
  const writer = as === 'xml' ? new XmlWriter(tagNames, '  ') : new JsonWriter(tagNames, '  ')
  write(message, writer)
  return writer.finish()
}

export const decodedMessage = (bytes: Uint8Array): Message => messageIn(new TtlvReader(bytes))
