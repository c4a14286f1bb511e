import { TtlvReader } from '../ttlv/reader.ts'
import { CodecError } from '../wire/error.ts'
import { formatTag } from '../wire/format-tag.ts'
import { type Item, ItemType, nameItemType } from '../wire/item.ts'
import { defaultLimits } from '../wire/limits.ts'
import type { EnumerationNames, TagNames } from '../wire/reader.ts'
import { unnamed } from '../wire/unnamed.ts'

export interface DumpOptions {
  readonly tags: TagNames
  /** Whether the value of this tag, or all there is inside it, must not be shown. */
  isSecret(tag: number): boolean
  /** Shows secrets after all. */
  readonly reveal?: boolean
  /** The names to show for values of this tag; without them numbers are shown. */
  enumerationOf?(tag: number): EnumerationNames | undefined
}

/** In quotes, on one line, and with nothing that a terminal or a log viewer would act on. */
const quoteText = (text: string): string =>
  JSON.stringify(text).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`)

const formatValue = (item: Item): string => {
  switch (item.type) {
    case 'TextString':
      return quoteText(item.value)
    case 'ByteString':
      return Buffer.from(item.value).toString('hex')
    case 'DateTime':
      return item.value.toISOString()
    case 'Structure':
      return ''
    default:
      return String(item.value)
  }
}

const describeHidden = (item: Item): string => {
  if (item.type === 'TextString') return `(${Buffer.byteLength(item.value)} bytes, hidden)`
  if (item.type === 'ByteString') return `(${item.value.length} bytes, hidden)`
  if (item.type === 'Structure') return `(${item.value.length} items, hidden)`
  return '(hidden)'
}

/**
 * Any TTLV bytes as indented text, one item a line: for logs and for people. It never throws: of bytes that are not well
 * formed it shows the items up to the fault and then the fault, on a line that begins with `!`.
 */
export const dump = (bytes: Uint8Array, options: DumpOptions): string => {
  const { tags, reveal = false } = options
  const lines: string[] = []
  let depth = 0
  const line = (text: string): number => lines.push('  '.repeat(depth) + text)

  /** Everything at this level; the reader's limit of depth bounds the recursion. */
  const items = (reader: TtlvReader): void => {
    while (!reader.is(0)) {
      const { tag, type } = reader
      const head = `${tags.idOf(tag) ?? formatTag(tag)} ${nameItemType(type) ?? `type ${type}`}`
      if (!reveal && options.isSecret(tag)) line(`${head} ${describeHidden(reader.item())}`)
      else if (type === ItemType.Structure) {
        line(head)
        reader.enter()
        depth++
        items(reader)
        depth--
        reader.leave()
      } else if (type === ItemType.Enumeration) {
        line(`${head} ${reader.enumeration(options.enumerationOf?.(tag) ?? unnamed)}`)
      } else line(`${head} ${formatValue(reader.item())}`)
    }
  }

  try {
    items(new TtlvReader(bytes, { ...defaultLimits, messageSize: Number.POSITIVE_INFINITY }))
  } catch (error) {
    if (!(error instanceof CodecError)) throw error
    line(`! ${error.detail}`)
  }
  return lines.join('\n')
}
