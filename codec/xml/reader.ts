import { CodecError } from '../wire/error.ts'
import { defaultLimits, type Limits } from '../wire/limits.ts'
import type { TagNames } from '../wire/reader.ts'
import { itemTypeOf, type Tree, TreeReader } from '../wire/tree-reader.ts'
import type { XmlElement } from './parse.ts'

const tagNumber = /^(?:0x)?([0-9a-f]{6})$/i

/** How elements are items: KMIP Profiles 2.1 §5.4.1.6. Items of unassigned tags are `<TTLV tag="0x540001" …>`. */
const createXmlTree = (tags: TagNames): Tree<XmlElement> => ({
  tagOf({ name, attributes }) {
    const id = name === 'TTLV' ? attributes.name : name
    const digits = name === 'TTLV' ? tagNumber.exec(attributes.tag ?? '')?.[1] : undefined
    const tag = digits === undefined ? id !== undefined && tags.tagOf(id) : Number.parseInt(digits, 16)
    if (!tag) throw new CodecError('malformed', `<${name}> is not a known tag`)
    return tag
  },
  typeOf: ({ attributes }) => itemTypeOf(attributes.type),
  itemsOf: ({ children }) => children,
  valueOf({ name, attributes, children }) {
    if (children.length > 0) throw new CodecError('malformed', `<${name}> has a value and createXmlTree inside`)
    return attributes.value ?? ''
  },
})

/** Reads the items of the XML encoding (KMIP Profiles 2.1 §5.4.1) out of a parsed message. */
export class XmlReader extends TreeReader<XmlElement> {
  constructor(message: XmlElement, tags: TagNames, limits: Limits = defaultLimits) {
    super([message], createXmlTree(tags), limits)
  }
}
