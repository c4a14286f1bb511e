import { type Item, ItemType, Tag, tagNames } from '../../codec/index.ts'

/** One item a line, `TAG TYPE VALUE`, two blanks deeper in each structure, which stands by its tag alone. */
export const toLines = (item: Item, indent = ''): string[] => {
  const tag = `${indent}${tagNames.idOf(item.tag) ?? `0x${item.tag.toString(16)}`}`
  switch (item.type) {
    case 'Structure':
      return [tag, ...item.value.flatMap((each) => toLines(each, `${indent}  `))]
    case 'Enumeration':
      return [`${tag} Enumeration ${item.value.toLowerCase()}`]
    case 'TextString':
      return [`${tag} TextString ${JSON.stringify(item.value)}`]
    case 'ByteString':
      return [`${tag} ByteString ${Buffer.from(item.value).toString('hex')}`]
    case 'DateTime':
      return [`${tag} DateTime ${item.value.getTime() / 1000}`]
    default:
      return [`${tag} ${item.type} ${item.value}`]
  }
}

const leaf = (tag: number, type: string, value: string): Item => {
  switch (type) {
    case 'Integer':
      return { tag, type, value: Number(value) }
    case 'Enumeration':
      return { tag, type, value }
    case 'Boolean':
      return { tag, type, value: value === 'true' }
    case 'TextString':
      return { tag, type, value: JSON.parse(value) as string }
    case 'ByteString':
      return { tag, type, value: Buffer.from(value, 'hex') }
    case 'DateTime':
      return { tag, type, value: new Date(Number(value) * 1000) }
    default:
      throw new Error(`lines of type ${type in ItemType ? type : 'unknown'} are not read`)
  }
}

const depthOf = (line: string): number => line.search(/\S/) / 2

/** The item that {@link toLines} shows; the types that recorded messages have. */
export const fromLines = (lines: readonly string[]): Item => {
  const [first = '', ...rest] = lines
  const [id = '', type, ...words] = first.trim().split(' ')
  const tag = (Tag as Readonly<Record<string, number>>)[id]
  if (tag === undefined) throw new Error(`${id} is no tag`)
  if (type) return leaf(tag, type, words.join(' '))
  const depth = depthOf(first) + 1
  const starts = rest.flatMap((line, at) => (depthOf(line) === depth ? [at] : []))
  return { tag, type: 'Structure', value: starts.map((start, at) => fromLines(rest.slice(start, starts[at + 1]))) }
}
