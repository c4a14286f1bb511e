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

const identifierTags: ReadonlySet<number> = new Set([
  Tag.UniqueIdentifier,
  Tag.PrivateKeyUniqueIdentifier,
  Tag.PublicKeyUniqueIdentifier,
  Tag.LinkedObjectIdentifier,
])
const identifierLine = /^( *(?:(?:(?:Private|Public)Key)?UniqueIdentifier|LinkedObjectIdentifier) TextString )"(.*)"$/
/** What the server makes: keys, wrapped keys, and what comes of them. */
const bytesLine =
  /^( *(?:KeyMaterial|KeyValue|Key|Data|IVCounterNonce|AuthenticatedEncryptionTag|SignatureData|DigestValue) ByteString )([0-9a-f]*)$/

/** As many bytes; longer ones may vary by some: numbers in keys and signatures are written without leading zeros. */
const isAsLong = (was: string, is: string | undefined): is is string =>
  is !== undefined && (is.length === was.length || (was.length > 100 && Math.abs(is.length - was.length) <= 16))

const timeLine = /^ *TimeStamp DateTime (\d+)$/
const messageLine = /^( *ResultMessage TextString )"(.+)"$/

export const createSubstitution = (): Substitution => {
  const identifiers = new Map<string, string>()
  const bytes = new Map<string, string>()

  const replaceIn = (item: Item): Item => {
    if (item.type === 'Structure') return { ...item, value: item.value.map(replaceIn) }
    if (item.type === 'TextString' && identifierTags.has(item.tag))
      return { ...item, value: identifiers.get(item.value) ?? item.value }
    if (item.type === 'TextString' && item.tag === Tag.AttributeValue && uuid.test(item.value))
      return { ...item, value: identifiers.get(item.value) ?? item.value }
    if (item.type === 'ByteString') {
      const known = bytes.get(Buffer.from(item.value).toString('hex'))
      return known === undefined ? item : { ...item, value: Buffer.from(known, 'hex') }
    }
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
      if (!bytes.has(was) && isAsLong(was, is)) bytes.set(was, is)
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
