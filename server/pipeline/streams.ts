import { KmipError } from '../../codec/index.ts'
import type { PartRequest, Stream } from '../handler/scope.ts'
import type { Awaitable } from '../store/store.ts'

/** Limits for each principal. */
export interface StreamLimits {
  readonly streams: number
  /** Bytes buffered in all streams together. */
  readonly bytes: number
  /** Seconds from one part to the next. */
  readonly idle: number
}

interface Entry {
  readonly owner: string
  /** Operation and key. */
  readonly purpose: string
  readonly correlationValue: Uint8Array
  readonly stream: Stream
  /** A request is working on a part; no other request may take the stream. */
  busy: boolean
  touched: number
}

/**
 * Operations whose data arrives in several requests (KMIP 2.1 §6.1, §7.8). They are state of this process, bound to a
 * principal, an operation and a key, and dropped at the end, at an error and after a timeout. The Correlation Value of
 * another principal is reported as unknown.
 */
export interface Streams {
  open(owner: string, purpose: string, stream: Stream): Entry
  /** Takes a stream for one part; `mine`: the streams that this batch already holds. */
  take(owner: string, purpose: string, correlationValue: Uint8Array, mine: ReadonlySet<Entry>): Entry
  /** Puts a stream back for the next part. */
  release(entry: Entry): void
  drop(entry: Entry): void
  /** Drops the stream that an owner's failed request wanted to continue. */
  forget(owner: string, correlationValue: Uint8Array): void
  /** @throws KmipError Server Limit Exceeded when an owner's streams buffer too much */
  requireRoom(owner: string): void
  /** Drops all streams. */
  close(): void
}

interface StreamOptions {
  readonly limits: StreamLimits
  readonly now: () => Date
  readonly random: (size: number) => Uint8Array
}

const createUnknownStreamError = (): KmipError =>
  new KmipError(
    'InvalidCorrelationValue',
    'No operation is in progress with this Correlation Value, key and operation: start again with Init Indicator.',
  )

const createLimitError = (what: string): KmipError =>
  new KmipError('ServerLimitExceeded', `${what}: finish some, or send the data in one request.`)

const toKey = (correlationValue: Uint8Array): string => Buffer.from(correlationValue).toString('hex')

export const createStreams = ({ limits, now, random }: StreamOptions): Streams => {
  /** Least recently used first. */
  const entries = new Map<string, Entry>()
  const byOwner = new Map<string, Set<Entry>>()
  let timer: NodeJS.Timeout | undefined

  const drop = (entry: Entry): void => {
    entries.delete(toKey(entry.correlationValue))
    const others = byOwner.get(entry.owner)
    others?.delete(entry)
    if (others?.size === 0) byOwner.delete(entry.owner)
  }
  const sweep = (): void => {
    const oldest = now().getTime() - limits.idle * 1000
    for (const entry of entries.values()) {
      if (entry.busy) continue
      if (entry.touched > oldest) break
      drop(entry)
    }
  }
  /** Also without further requests: keys do not stay in memory past the timeout. */
  const sweepLater = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined
      sweep()
      if (entries.size) sweepLater()
    }, limits.idle * 1000).unref()
  }

  return {
    open(owner, purpose, stream) {
      sweep()
      const others = byOwner.get(owner) ?? new Set()
      if (others.size >= limits.streams) throw createLimitError(`${limits.streams} operations in parts are in progress`)
      const entry = { owner, purpose, stream, correlationValue: random(16), busy: true, touched: now().getTime() }
      entries.set(toKey(entry.correlationValue), entry)
      byOwner.set(owner, others.add(entry))
      sweepLater()
      return entry
    },
    take(owner, purpose, correlationValue, mine) {
      sweep()
      const entry = entries.get(toKey(correlationValue))
      if (entry?.owner !== owner || entry.purpose !== purpose || (entry.busy && !mine.has(entry)))
        throw createUnknownStreamError()
      entry.busy = true
      return entry
    },
    release(entry) {
      const name = toKey(entry.correlationValue)
      entry.busy = false
      entry.touched = now().getTime()
      // Moves it to the end; the last part has already dropped it.
      if (entries.delete(name)) entries.set(name, entry)
    },
    drop,
    forget(owner, correlationValue) {
      const entry = entries.get(toKey(correlationValue))
      if (entry && entry.owner === owner && !entry.busy) drop(entry)
    },
    requireRoom(owner) {
      let buffered = 0
      for (const { stream } of byOwner.get(owner) ?? []) buffered += stream.bufferedBytes
      if (buffered > limits.bytes) throw createLimitError(`More than ${limits.bytes} bytes would be buffered`)
    },
    close() {
      clearTimeout(timer)
      entries.clear()
      byOwner.clear()
    },
  }
}

/** One part of an operation. */
interface Part<S extends Stream, P extends object> {
  readonly request: PartRequest
  readonly purpose: string
  readonly begin: () => S
  readonly step: (stream: S, isLast: boolean) => Awaitable<P>
}

/**
 * Whether the request has all of the data: no indicator and no Correlation Value, or both indicators (KMIP 2.1 §6.1).
 *
 * @throws KmipError when it both starts and continues an operation
 */
const isWhole = ({ correlationValue, initIndicator, finalIndicator }: PartRequest): boolean => {
  if (correlationValue && initIndicator)
    throw new KmipError(
      'InvalidField',
      'Init Indicator starts an operation and Correlation Value continues one: send only one of them.',
    )
  return !correlationValue && (!initIndicator || finalIndicator === true)
}

/** Runs an operation where no stream may start. */
export const runInOnePart = <S extends Stream, P extends object>({
  request,
  begin,
  step,
}: Part<S, P>): Awaitable<P> => {
  if (isWhole(request)) return step(begin(), true)
  throw new KmipError('FeatureNotSupported', 'Asynchronous requests do not support data in several parts.')
}

/** The streams of one batch. A class: an unused instance costs nothing. */
export class BatchStreams {
  readonly #streams: Streams
  readonly #owner: string
  #mine: Set<Entry> | undefined
  /** Results of parts: an item that runs again gets its first result, since data enters a stream once. */
  #results: Map<object, Promise<object>> | undefined

  constructor(streams: Streams, owner: string) {
    this.#streams = streams
    this.#owner = owner
  }

  runInParts<S extends Stream, P extends object>(
    item: object,
    part: Part<S, P>,
  ): Awaitable<P & { readonly correlationValue?: Uint8Array }> {
    if (isWhole(part.request)) return part.step(part.begin(), true)
    this.#results ??= new Map()
    const result = this.#results.get(item) ?? this.#runPart(part, part.request.finalIndicator === true)
    this.#results.set(item, result)
    return result as Promise<P & { readonly correlationValue?: Uint8Array }>
  }

  /** The items are committed: later requests may continue their streams. */
  keep(): void {
    if (!this.#mine) return
    for (const entry of this.#mine) this.#streams.release(entry)
    this.#mine = undefined
  }

  /** An item failed or was undone: drops its stream, also when the item failed before it took the stream. */
  forget(item: { readonly requestPayload?: unknown }): void {
    for (const entry of this.#mine ?? []) this.#streams.drop(entry)
    this.#mine = undefined
    const continued = (item.requestPayload as PartRequest | undefined)?.correlationValue
    if (continued instanceof Uint8Array) this.#streams.forget(this.#owner, continued)
  }

  async #runPart<S extends Stream, P extends object>({ request, purpose, begin, step }: Part<S, P>, isLast: boolean) {
    const { correlationValue } = request
    this.#mine ??= new Set()
    const entry = correlationValue
      ? this.#streams.take(this.#owner, purpose, correlationValue, this.#mine)
      : this.#streams.open(this.#owner, purpose, begin())
    this.#mine.add(entry)
    try {
      const payload = await step(entry.stream as S, isLast)
      if (isLast) this.#streams.drop(entry)
      else this.#streams.requireRoom(this.#owner)
      return isLast ? payload : { ...payload, correlationValue: entry.correlationValue }
    } catch (error) {
      this.#streams.drop(entry)
      throw error
    }
  }
}
