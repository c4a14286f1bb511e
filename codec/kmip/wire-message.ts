import { addErrorStep } from '../schema/add-error-step.ts'
import { type ItemOddity, LenientReading } from '../schema/lenient-reading.ts'
import type { Context, Leniency } from '../schema/type.ts'
import { CodecError } from '../wire/error.ts'
import type { Reader } from '../wire/reader.ts'
import type { Writer } from '../wire/writer.ts'
import { RequestMessage, ResponseMessage } from './message.ts'
import { Tag, tagNames } from './tag.ts'
import { type ProtocolVersionNumbers, type Version, versionIndex, versionOf, versions } from './version.ts'

const { ProtocolVersion: protocolVersion, ProtocolVersionMajor: major, ProtocolVersionMinor: minor } = Tag

/** The Protocol Version of the message here; the reader stays where it is. */
const peekVersion = (r: Reader, header: number): ProtocolVersionNumbers => {
  const mark = r.mark()
  r.enter()
  if (!r.is(header)) throw new CodecError('malformed', 'the message does not begin with a header')
  r.enter()
  if (!r.is(protocolVersion)) throw new CodecError('malformed', 'the header does not begin with a Protocol Version')
  r.enter()
  if (!r.is(major)) throw new CodecError('malformed', 'the Protocol Version has no major number')
  const protocolVersionMajor = r.integer()
  if (!r.is(minor)) throw new CodecError('malformed', 'the Protocol Version has no minor number')
  const protocolVersionMinor = r.integer()
  r.reset(mark)
  return { protocolVersionMajor, protocolVersionMinor }
}

type Contexts = ReadonlyMap<Version, Context>

const createContexts = (exact: boolean, refusesUnassigned: boolean): Contexts =>
  new Map(versions.map((version) => [version, { version: versionIndex(version), exact, refusesUnassigned }]))
const exactly = createContexts(true, false)
const leniently = createContexts(false, false)
const withAssignedValues = createContexts(false, true)

const selectContext = (version: ProtocolVersionNumbers, contexts: Contexts): Context =>
  contexts.get(versionOf(version)) as Context

const readMessage = <M>(
  r: Reader,
  { tag, header, title }: { readonly tag: number; readonly header: number; readonly title: string },
  contexts: Contexts,
  read: (context: Context) => M,
): M => {
  if (!r.is(tag)) throw new CodecError('malformed', `this is not a ${title}`)
  try {
    const message = read(selectContext(peekVersion(r, header), contexts))
    if (!r.is(0)) throw new CodecError('malformed', 'bytes follow the message')
    return message
  } catch (error) {
    throw addErrorStep(error, title)
  }
}

const requests = { tag: Tag.RequestMessage, header: Tag.RequestHeader, title: 'RequestMessage' } as const
const responses = { tag: Tag.ResponseMessage, header: Tag.ResponseHeader, title: 'ResponseMessage' } as const

/** How {@link readRequest} treats numbers of enumerations that the standard has not assigned: kept as `0x…` by default. */
export interface RequestReading {
  readonly unassigned?: 'kept' | 'refused'
}

/** Reads a request in any spelling. @throws CodecError */
export const readRequest = (r: Reader, { unassigned = 'kept' }: RequestReading = {}): RequestMessage =>
  readMessage(r, requests, unassigned === 'kept' ? leniently : withAssignedValues, (context) =>
    RequestMessage.type.read(r, context, {}),
  )

const readResponseIn = (r: Reader, leniency: Leniency | undefined): ResponseMessage =>
  readMessage(r, responses, leniently, (context) =>
    ResponseMessage.type.read(r, leniency ? { ...context, leniency } : context, {}),
  )

/** Reads a response in any spelling. @throws CodecError */
export const readResponse = (r: Reader): ResponseMessage => readResponseIn(r, undefined)

/** How {@link readResponseLeniently} treats what the strict reading refuses. */
export interface ResponseReading {
  /** The ids of the attributes that the request asked for by name. Called only where the strict reading refuses the response. */
  readonly findAsked: () => ReadonlySet<string>
  /** Called for each oddity, after the whole response has been read. */
  readonly note: (oddity: ItemOddity) => void
}

/**
 * Reads a response of any server. One that {@link readResponse} refuses is read again: items that nobody asked for and that are ill-typed,
 * unknown or misplaced are noted, and skipped where they cannot be read.
 * @throws CodecError for malformed bytes, and for a fault in what was asked for
 */
export const readResponseLeniently = (r: Reader, { findAsked, note }: ResponseReading): ResponseMessage => {
  const start = r.mark()
  try {
    return readResponseIn(r, undefined)
  } catch (error) {
    if (!(error instanceof CodecError) || error.fault === 'malformed') throw error
  }
  r.reset(start)
  const oddities: ItemOddity[] = []
  const noteLater = (oddity: ItemOddity): void => void oddities.push(oddity)
  const options = { asked: findAsked(), note: noteLater, tags: tagNames }
  const message = readResponseIn(r, new LenientReading(options, ['ResponseMessage']))
  for (const oddity of oddities) note(oddity)
  return message
}

/** Writes a request; refuses fields that its version does not have. @throws CodecError */
export const writeRequest = (w: Writer, message: RequestMessage): void => {
  try {
    const context = selectContext(message.requestHeader.protocolVersion, exactly)
    RequestMessage.type.write(w, Tag.RequestMessage, message, context, {})
  } catch (error) {
    throw addErrorStep(error, 'RequestMessage')
  }
}

/** Writes a server's request to a client; omits fields that its version does not have. @throws CodecError */
export const writeServerRequest = (w: Writer, message: RequestMessage): void => {
  try {
    const context = selectContext(message.requestHeader.protocolVersion, leniently)
    RequestMessage.type.write(w, Tag.RequestMessage, message, context, {})
  } catch (error) {
    throw addErrorStep(error, 'RequestMessage')
  }
}

/** Writes a response; omits fields that its version does not have. @throws CodecError */
export const writeResponse = (w: Writer, message: ResponseMessage): void => {
  try {
    const context = selectContext(message.responseHeader.protocolVersion, leniently)
    ResponseMessage.type.write(w, Tag.ResponseMessage, message, context, {})
  } catch (error) {
    throw addErrorStep(error, 'ResponseMessage')
  }
}

/** The version of a request, also when the rest is unreadable; `undefined` when that version is not supported. */
export const peekRequestVersion = (r: Reader): Version | undefined => {
  try {
    return r.is(Tag.RequestMessage) ? versionOf(peekVersion(r, Tag.RequestHeader)) : undefined
  } catch {
    return undefined
  }
}
