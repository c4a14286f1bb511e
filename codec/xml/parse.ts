import { SaxesParser } from 'saxes'
import { CodecError } from '../wire/error.ts'
import { defaultLimits, type Limits } from '../wire/limits.ts'

/** An element of an XML document; text between elements is not kept. */
export interface XmlElement {
  /** Without a namespace prefix. */
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly XmlElement[]
}

const createMalformedError = (detail: string): CodecError => new CodecError('malformed', detail)

/** The element around several messages, as the files of the OASIS test cases have it. */
const collection = 'KMIP'

/**
 * Parses one document into its root element. A document type is refused, so no entities but the five of XML exist.
 * Text is an error, except directly in `<KMIP>`, where the test cases keep remarks.
 * @throws {CodecError} for what is not well-formed XML or exceeds `limits` (`messageSize` counts characters)
 */
export const parseXml = (text: string, limits: Limits = defaultLimits): XmlElement => {
  if (text.length > limits.messageSize)
    throw createMalformedError(`document of more than ${limits.messageSize} characters`)
  const open: { name: string; attributes: Record<string, string>; children: XmlElement[] }[] = []
  let root: XmlElement | undefined
  let count = 0

  const parser = new SaxesParser({ xmlns: false, position: false })
  parser.on('error', (error) => {
    throw createMalformedError(`not well-formed XML: ${error.message.replace(/\.$/, '')}`)
  })
  parser.on('doctype', () => {
    throw createMalformedError('a document type is not accepted')
  })
  const refuseText = (content: string): void => {
    const inMessage = open.length > 1 || (open.length === 1 && open[0]?.name !== collection)
    if (inMessage && /\S/.test(content)) throw createMalformedError('text between the elements of a message')
  }
  parser.on('text', refuseText)
  parser.on('cdata', refuseText)
  parser.on('opentag', ({ name, attributes }) => {
    if (++count > limits.items) throw createMalformedError(`more than ${limits.items} elements`)
    // One more than structures may nest, for <KMIP>, and one for a value inside them.
    if (open.length > limits.depth + 1) throw createMalformedError(`more than ${limits.depth} nested structures`)
    const element = { name: name.slice(name.indexOf(':') + 1), attributes, children: [] }
    open.at(-1)?.children.push(element)
    root ??= element
    open.push(element)
  })
  parser.on('closetag', () => {
    open.pop()
  })
  parser.write(text).close()
  if (!root) throw createMalformedError('a document without an element')
  return root
}

/** The messages of a document: what is in `<KMIP>`, or the one message that is the document. */
export const parseXmlMessages = (text: string, limits: Limits = defaultLimits): readonly XmlElement[] => {
  const root = parseXml(text, limits)
  return root.name === collection ? root.children : [root]
}
