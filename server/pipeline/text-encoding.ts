import {
  CodecError,
  type Limits,
  type Reader,
  type ResponseMessage,
  tagNames,
  writeResponse,
} from '../../codec/index.ts'
import { JsonReader } from '../../codec/json/reader.ts'
import { JsonWriter } from '../../codec/json/writer.ts'
import { parseXml } from '../../codec/xml/parse.ts'
import { XmlReader } from '../../codec/xml/reader.ts'
import { XmlWriter } from '../../codec/xml/writer.ts'

/** A text encoding of messages, in UTF-8. KMIP Profiles 2.1 §5.4, §5.5. */
export interface TextEncoding {
  /** @throws CodecError for bytes that are not a document */
  createReader(bytes: Uint8Array, limits: Limits): Reader
  encode(message: ResponseMessage): Uint8Array
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

const decodeUtf8 = (bytes: Uint8Array): string => {
  try {
    return utf8.decode(bytes)
  } catch {
    throw new CodecError('malformed', 'the message is not UTF-8 text')
  }
}

const writeText = (writer: XmlWriter | JsonWriter, message: ResponseMessage): Uint8Array => {
  writeResponse(writer, message)
  return Buffer.from(writer.finish())
}

/** KMIP Profiles 2.1 §5.4. */
export const xmlEncoding: TextEncoding = {
  createReader: (bytes, limits) => new XmlReader(parseXml(decodeUtf8(bytes), limits), tagNames, limits),
  encode: (message) => writeText(new XmlWriter(tagNames), message),
}

/** KMIP Profiles 2.1 §5.5. */
export const jsonEncoding: TextEncoding = {
  createReader: (bytes, limits) => new JsonReader(decodeUtf8(bytes), tagNames, limits),
  encode: (message) => writeText(new JsonWriter(tagNames), message),
}
