import { type Item, type ResponseMessage, Tag, type TagId, TtlvReader, TtlvWriter } from '../../codec/index.ts'
import { bytesOf } from './answering-server.ts'

/** A structure with other items. */
export const withItems = (item: Item, edit: (items: readonly Item[]) => readonly Item[]): Item => {
  if (item.type !== 'Structure') throw new Error('this is no structure')
  return { ...item, value: edit(item.value) }
}

/** Edits the structure at a path of tags; the first one of each. */
const editAt = (item: Item, [tag, ...rest]: readonly TagId[], edit: (item: Item) => Item): Item => {
  if (tag === undefined) return edit(item)
  return withItems(item, (items) => {
    const place = items.findIndex((each) => each.tag === Tag[tag])
    const found = items[place]
    if (!found) throw new Error(`there is no ${tag}`)
    return items.with(place, editAt(found, rest, edit))
  })
}

const encode = (item: Item): Uint8Array => {
  const writer = new TtlvWriter()
  writer.item(item, item.tag)
  return Uint8Array.from(writer.finish())
}

/** The bytes of a message with one item edited, found by the tags that lead to it. */
export const editAnswer = (message: ResponseMessage, path: readonly TagId[], edit: (item: Item) => Item): Uint8Array =>
  encode(editAt(new TtlvReader(bytesOf(message)).item(), path, edit))

export const textItem = (tag: TagId, value: string): Item => ({ tag: Tag[tag], type: 'TextString', value })
export const longItem = (tag: TagId, value: bigint): Item => ({ tag: Tag[tag], type: 'LongInteger', value })

/** An item under a tag that no version of the standard assigns. */
export const vendorItem: Item = { tag: 0x540001, type: 'TextString', value: 'a secret of the vendor' }
