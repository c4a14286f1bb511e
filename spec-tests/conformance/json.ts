import type { Element } from './element.ts'

type JsonValue = string | number | boolean | readonly JsonItem[]

/** KMIP Profiles 2.1 §5.5.1.6. */
export interface JsonItem {
  readonly tag: string
  readonly type?: string
  readonly value: JsonValue
}

const jsonValueOf = ({ type, value, children }: Element): JsonValue => {
  switch (type) {
    case 'Structure':
      return children.map(elementToJson)
    case 'Integer':
      return /^-?\d+$/.test(value) ? Number(value) : value.trim().split(/\s+/).join('|')
    case 'LongInteger':
    case 'DateTimeExtended':
      return `0x${BigInt.asUintN(64, BigInt(value)).toString(16).padStart(16, '0')}`
    case 'Interval':
      return Number(value)
    case 'Boolean':
      return value === 'true'
    case 'BigInteger':
      return `0x${value}`
    default:
      return value
  }
}

export const elementToJson = (element: Element): JsonItem => ({
  tag: element.name,
  ...(element.type !== 'Structure' && { type: element.type }),
  value: jsonValueOf(element),
})

/** The text of a value in the form that the XML of the cases has. */
const textOf = (type: string, value: string | number | boolean): string => {
  if (type === 'Integer' && typeof value === 'string') return value.split('|').join(' ')
  if ((type === 'LongInteger' || type === 'DateTimeExtended') && typeof value === 'string')
    return BigInt.asIntN(64, BigInt(value)).toString()
  if (type === 'BigInteger' && typeof value === 'string') return value.replace(/^0x/, '')
  return String(value)
}

const isItem = (item: unknown): item is JsonItem =>
  typeof item === 'object' && item !== null && 'tag' in item && typeof item.tag === 'string' && 'value' in item

/** @throws Error for what is no item */
export const jsonToElement = (item: unknown): Element => {
  if (!isItem(item)) throw new Error(`${JSON.stringify(item)} is no item`)
  const { tag: name, type = 'Structure', value } = item
  if (type === 'Structure' && Array.isArray(value)) return { name, type, value: '', children: value.map(jsonToElement) }
  if (type === 'Structure' || typeof value === 'object') throw new Error(`${name} has a value of another type`)
  return { name, type, value: textOf(type, value), children: [] }
}
