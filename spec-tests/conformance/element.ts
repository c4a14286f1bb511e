/** One element of a KMIP XML message: `type` is `Structure` when it has children (or none and no value). */
export interface Element {
  /** Tag name without spaces, or `0x540001` for a tag without a name. */
  readonly name: string
  readonly type: string
  readonly value: string
  readonly children: readonly Element[]
}

/** A leaf element. */
export const leaf = (name: string, type: string, value: string): Element => ({ name, type, value, children: [] })

/** A structure element. */
export const structure = (name: string, ...children: readonly Element[]): Element => ({
  name,
  type: 'Structure',
  value: '',
  children,
})

/** The first descendant along a path of names, each the first child of that name. */
export const find = (from: Element | undefined, ...path: readonly string[]): Element | undefined => {
  let element = from
  for (const name of path) element = element?.children.find((child) => child.name === name)
  return element
}

/** The value of the leaf at a path. */
export const valueAt = (from: Element | undefined, ...path: readonly string[]): string | undefined =>
  find(from, ...path)?.value

export const childrenNamed = (from: Element, name: string): Element[] =>
  from.children.filter((child) => child.name === name)

/** Every element below and including `element`, outermost first. */
export function* descendants(element: Element): Generator<Element> {
  yield element
  for (const child of element.children) yield* descendants(child)
}

/** The same tree with each element replaced by what `change` returns for it; children first. */
export const mapElement = (element: Element, change: (element: Element) => Element): Element =>
  change({ ...element, children: element.children.map((child) => mapElement(child, change)) })

const escapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
}
const escaped = (text: string) => text.replace(/[&<>"\t\n\r]/g, (character) => escapes[character] ?? character)

/** The XML text of an element (KMIP Profiles 1.4 §6, XML encoding). */
export const elementToXml = (element: Element, indent = ''): string => {
  const tag = element.name.startsWith('0x') ? `TTLV tag="${element.name}"` : element.name
  if (element.type !== 'Structure')
    return `${indent}<${tag} type="${element.type}" value="${escaped(element.value)}"/>\n`
  if (!element.children.length) return `${indent}<${tag}/>\n`
  const inside = element.children.map((child) => elementToXml(child, `${indent}  `)).join('')
  return `${indent}<${tag}>\n${inside}${indent}</${tag.split(' ')[0]}>\n`
}
