import { SaxesParser } from 'saxes'
import type { Element } from './element.ts'

/** A message, and the text that stood in front of it (annotations such as `# [Client-A]`). */
export interface Parsed {
  readonly message: Element
  readonly annotation: string
}

interface Open {
  name: string
  type: string
  value: string
  children: Element[]
}

/**
 * Reads messages of the KMIP XML encoding: the children of a `<KMIP>` element, or one message alone.
 * Independent of the codec under test. Malformed XML throws.
 */
export const parseMessages = (xml: string): Parsed[] => {
  const messages: Parsed[] = []
  const stack: Open[] = []
  let annotation = ''
  const parser = new SaxesParser()
  parser.on('error', (error) => {
    throw error
  })
  parser.on('text', (text) => {
    if (stack.length === 0) annotation += text
  })
  parser.on('opentag', ({ name, attributes }) => {
    if (name === 'KMIP' && stack.length === 0) return
    const attribute = (key: string) => attributes[key] as string | undefined
    stack.push({
      name: name === 'TTLV' ? (attribute('tag') ?? name).toLowerCase() : name,
      type: attribute('type') ?? 'Structure',
      value: attribute('value') ?? '',
      children: [],
    })
  })
  parser.on('closetag', () => {
    const closed = stack.pop()
    if (!closed) return
    const parent = stack.at(-1)
    if (parent) {
      parent.children.push(closed)
      return
    }
    messages.push({ message: closed, annotation })
    annotation = ''
  })
  parser.write(xml).close()
  return messages
}
