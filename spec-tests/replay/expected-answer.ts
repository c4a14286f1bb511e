import { type Item, Tag } from '../../codec/index.ts'
import { toLines } from '../support/item-lines.ts'

const findWithin = (item: Item | undefined, tag: number): Item[] =>
  item?.type === 'Structure' ? item.value.filter((each) => each.tag === tag) : []

/**
 * The lines of the success that answers a request of Get Attributes for attributes that are not set, or of Add Attribute:
 * each item with its operation and identifiers, and what was added (KMIP 1.4 §4.12, §4.14, §9.6).
 */
export const findExpectedAnswer = (request: Item): string[] => {
  const [header] = findWithin(request, Tag.RequestHeader)
  const answer = (tag: number, value: readonly Item[]): Item => ({ tag, type: 'Structure', value })
  const items = findWithin(request, Tag.BatchItem).map((item) => {
    const [payload] = findWithin(item, Tag.RequestPayload)
    const given = payload?.type === 'Structure' ? payload.value : []
    return answer(Tag.BatchItem, [
      ...findWithin(item, Tag.Operation),
      ...findWithin(item, Tag.UniqueBatchItemID),
      { tag: Tag.ResultStatus, type: 'Enumeration', value: '0x00000000' },
      answer(
        Tag.ResponsePayload,
        given.filter(({ tag }) => tag !== Tag.AttributeName),
      ),
    ])
  })
  return toLines(
    answer(Tag.ResponseMessage, [
      answer(Tag.ResponseHeader, [
        ...findWithin(header, Tag.ProtocolVersion),
        { tag: Tag.TimeStamp, type: 'DateTime', value: new Date(0) },
        ...findWithin(header, Tag.BatchCount),
      ]),
      ...items,
    ]),
  )
}
