import type { IncomingMessage } from 'node:http'
import { MIMEType } from 'node:util'
import { jsonEncoding, type TextEncoding, xmlEncoding } from '../pipeline/text-encoding.ts'
import { HttpRefusal } from './http-refusal.ts'

/** A message encoding and the Content-Type of its responses. `encoding` is `undefined` for TTLV. */
export interface ContentType {
  readonly type: string
  readonly encoding: TextEncoding | undefined
}

const xml: ContentType = { type: 'text/xml', encoding: xmlEncoding }

/** KMIP Profiles 2.1 §5.3.2. `application/xml` is equivalent to `text/xml` (RFC 7303 §9). */
const contentTypes: ReadonlyMap<string, ContentType> = new Map([
  ['application/octet-stream', { type: 'application/octet-stream', encoding: undefined }],
  ['text/xml', xml],
  ['application/xml', xml],
  ['application/json', { type: 'application/json', encoding: jsonEncoding }],
])

const parseMimeType = (given: string): MIMEType | undefined => {
  try {
    return new MIMEType(given)
  } catch {
    return undefined
  }
}

/** Reads the encoding of a request's message. @throws HttpRefusal 415 */
export const readContentType = ({ headers }: IncomingMessage): ContentType => {
  const given = headers['content-type']
  const mime = given === undefined ? undefined : parseMimeType(given)
  const found = mime && contentTypes.get(mime.essence)
  if (!mime || !found)
    throw new HttpRefusal(415, `The Content-Type of a KMIP message is one of ${[...contentTypes.keys()].join(', ')}.`)
  const charset = mime.params.get('charset')
  if (found.encoding && charset !== null && charset.toLowerCase() !== 'utf-8')
    throw new HttpRefusal(415, 'KMIP messages in XML and JSON must be UTF-8.')
  const coding = headers['content-encoding']
  if (coding !== undefined && coding.toLowerCase() !== 'identity')
    throw new HttpRefusal(415, 'The message must not be compressed: leave out Content-Encoding.')
  return found
}
