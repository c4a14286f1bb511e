import {
  type Reader,
  type RequestMessage,
  type ResponseMessage,
  readRequest,
  Tag,
  TtlvReader,
  TtlvWriter,
  tagNames,
  writeResponse,
} from '../../codec/index.ts'
import { JsonReader } from '../../codec/json/reader.ts'
import { JsonWriter } from '../../codec/json/writer.ts'
import { parseXmlMessages } from '../../codec/xml/parse.ts'
import { XmlReader } from '../../codec/xml/reader.ts'
import { XmlWriter } from '../../codec/xml/writer.ts'
import { CliError } from '../cli-error.ts'
import { transcode } from './transcode.ts'

export type Spelling = 'xml' | 'json'

/** Detects how a message is written. */
export const detectSpelling = (text: string): Spelling => (/^\s*[{[]/.test(text) ? 'json' : 'xml')

const readOneRequest = (reader: Reader): RequestMessage => {
  if (!reader.is(Tag.RequestMessage)) throw new CliError('usage', 'the input is not a request message')
  const message = readRequest(reader)
  for (const { fault } of message.batchItem) if (fault) throw fault
  return message
}

/** Parses requests in XML (one, or several in `<KMIP>`) or JSON. @throws CliError, CodecError */
export const parseRequests = (text: string): RequestMessage[] => {
  const readers =
    detectSpelling(text) === 'json'
      ? [new JsonReader(text, tagNames)]
      : parseXmlMessages(text).map((message) => new XmlReader(message, tagNames))
  if (readers.length === 0) throw new CliError('usage', 'there is no message in the input')
  return readers.map(readOneRequest)
}

/** Parses TTLV from bytes, hexadecimal text or base64 text. @throws CliError */
export const parseTtlv = (content: Buffer): Uint8Array => {
  if (content.length === 0) throw new CliError('usage', 'the input is empty')
  if (content[0] === 0x42 && (content[1] ?? 0xff) < 2) return content
  const text = content.toString('latin1').replace(/\s+/g, '')
  if (/^([0-9a-fA-F]{2})+$/.test(text)) return Buffer.from(text, 'hex')
  if (/^[A-Za-z0-9+/]+=*$/.test(text)) return Buffer.from(text, 'base64')
  throw new CliError('usage', 'the input is neither TTLV nor hexadecimal or base64 text of it')
}

/** Formats TTLV messages as XML or JSON. @throws CodecError */
export const formatMessages = (bytes: Uint8Array, as: Spelling, reveal = false): string => {
  const reader = new TtlvReader(bytes)
  const texts: string[] = []
  while (!reader.is(0)) {
    const writer = as === 'xml' ? new XmlWriter(tagNames, '  ') : new JsonWriter(tagNames, '  ')
    transcode(reader, writer, reveal)
    texts.push(writer.finish())
  }
  return texts.join('\n')
}

/** Encodes a response as TTLV. */
export const encodeResponse = (message: ResponseMessage): Uint8Array => {
  const writer = new TtlvWriter()
  writeResponse(writer, message)
  return writer.finish()
}
