import { type Item, Tag } from '../../codec/index.ts'
import { toLines } from '../support/item-lines.ts'

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** What stands in our session for what stood in the recorded one: identifiers, keys made by the server, ciphertexts. */
export interface Substitution {
  /** A recorded request with our identifiers. */
  request(item: Item): Item
  /**
   * Recorded lines as our server is to say them. What is seen for the first time is learned from the line of ours at the
   * same place: an identifier must be a new UUID, bytes must be as many.
   */
  expected(recorded: readonly string[], ours: readonly string[]): string[]
}

const identifierLine = /^( *(?:UniqueIdentifier) TextString )"(.*)"$/
const bytesLine = /^( *(?:KeyMaterial|Data) ByteString )([0-9a-f]*)$/
const timeLine = /^ *TimeStamp DateTime (\d+)$/
const messageLine = /^( *ResultMessage TextString )"(.+)"$/

export const substitution = (): Substitution => {
  const identifiers = new Map<string, string>()
  const bytes = new Map<string, string>()

  const replaceIn = (item: Item): Item => {
    if (item.type === 'Structure') return { ...item, value: item.value.map(replaceIn) }
    if (item.type === 'TextString' && item.tag === Tag.UniqueIdentifier)
      return { ...item, value: identifiers.get(item.value) ?? item.value }
    return item
  }

  const expectedLine = (recorded: string, ours: string): string => {
    const identifier = identifierLine.exec(recorded)
    if (identifier) {
      const [, head, was = ''] = identifier
      const is = identifierLine.exec(ours)?.[2]
      if (!identifiers.has(was) && is && uuid.test(is) && ![...identifiers.values()].includes(is))
        identifiers.set(was, is)
      return `${head}${JSON.stringify(identifiers.get(was) ?? was)}`
    }
    const made = bytesLine.exec(recorded)
    if (made) {
      const [, head, was = ''] = made
      const is = bytesLine.exec(ours)?.[2]
      if (!bytes.has(was) && is?.length === was.length) bytes.set(was, is)
      return `${head}${bytes.get(was) ?? was}`
    }
    const time = timeLine.exec(ours)
    if (timeLine.test(recorded) && time)
      return Math.abs(Number(time[1]) - Date.now() / 1000) < 5 ? ours : 'TimeStamp: about now'
    return messageLine.test(recorded) && messageLine.test(ours) ? ours : recorded
  }

  return {
    request(item) {
      const sent = replaceIn(item)
      // Keys that a client registers come back as they are.
      for (const line of toLines(sent)) {
        const given = bytesLine.exec(line)?.[2]
        if (given !== undefined) bytes.set(given, given)
      }
      return sent
    },
    expected: (recorded, ours) => recorded.map((line, at) => expectedLine(line, ours[at] ?? '')),
  }
}
