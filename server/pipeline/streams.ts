import { KmipError } from '../../codec/index.ts'
import type { PartRequest, Stream } from '../handler/scope.ts'
import type { Awaitable } from '../store/store.ts'

/** How much may be under way, for each principal. */
export interface StreamLimits {
  readonly streams: number
  /** Bytes kept, in all streams together. */
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
  /** A part is being done: for no other request to have. */
  busy: boolean
  touched: number
}

/**
 * Operations whose data comes in several requests (KMIP 2.1 §6.1, §7.8). They are state of this process: bound to a
 * principal, an operation and a key, forgotten at the end, at an error, and when nothing comes for a while. A
 * Correlation Value of another principal is as unknown as one that never was.
 */
export interface Streams {
  open(owner: string, purpose: string, stream: Stream): Entry
  /** A stream and nobody else's while its part is done; `mine` are those that this batch has. */
  take(owner: string, purpose: string, correlationValue: Uint8Array, mine: ReadonlySet<Entry>): Entry
  /** Puts a stream back for the next part. */
  release(entry: Entry): void
  drop(entry: Entry): void
  /** Forgets what an owner's failed request wanted to go on with. */
  forget(owner: string, correlationValue: Uint8Array): void
  /** Throws when an owner's streams keep too much. */
  requireRoom(owner: string): void
  /** Forgets all of them. */
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
    'No operation is under way with this Correlation Value, key and operation; begin again with Init Indicator.',
  )

const createLimitError = (what: string): KmipError =>
  new KmipError('ServerLimitExceeded', `${what}; finish some, or send data in one request.`)

const toKey = (correlationValue: Uint8Array): string => Buffer.from(correlationValue).toString('hex')

export const createStreams = ({ limits, now, random }: StreamOptions): Streams => {
  /** The one touched longest ago first. */
  const entries = new Map<string, Entry>()
  const owned = new Map<string, Set<Entry>>()
  let timer: NodeJS.Timeout | undefined

  const drop = (entry: Entry): void => {
    entries.delete(toKey(entry.correlationValue))
    const others = owned.get(entry.owner)
    others?.delete(entry)
    if (others?.size === 0) owned.delete(entry.owner)
  }
  const sweep = (): void => {
    const oldest = now().getTime() - limits.idle * 1000
    for (const entry of entries.values()) {
      if (entry.busy) continue
      if (entry.touched > oldest) break
      drop(entry)
    }
  }
  /** Nothing else may come that would find out: keys are not to lie about. */
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
      const others = owned.get(owner) ?? new Set()
      if (others.size >= limits.streams) throw createLimitError(`${limits.streams} operations in parts are under way`)
      const entry = { owner, purpose, stream, correlationValue: random(16), busy: true, touched: now().getTime() }
      entries.set(toKey(entry.correlationValue), entry)
      owned.set(owner, others.add(entry))
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
      // What was the last part is gone already.
      if (entries.delete(name)) entries.set(name, entry)
    },
    drop,
    forget(owner, correlationValue) {
      const entry = entries.get(toKey(correlationValue))
      if (entry && entry.owner === owner && !entry.busy) drop(entry)
    },
    requireRoom(owner) {
      let kept = 0
      for (const { stream } of owned.get(owner) ?? []) kept += stream.bufferedBytes
      if (kept > limits.bytes) throw createLimitError(`More than ${limits.bytes} bytes would be kept`)
    },
    close() {
      clearTimeout(timer)
      entries.clear()
      owned.clear()
    },
  }
}

/** The part of an operation that an item brings. */
interface Part<S extends Stream, P extends object> {
  readonly request: PartRequest
  readonly purpose: string
  readonly begin: () => S
  readonly step: (stream: S, isLast: boolean) => Awaitable<P>
}

/**
 * Whether the request has all of the data: no indicator and no Correlation Value, or both indicators (KMIP 2.1 §6.1).
 * @throws KmipError when it both begins and goes on
 */
const isWhole = ({ correlationValue, initIndicator, finalIndicator }: PartRequest): boolean => {
  if (correlationValue && initIndicator)
    throw new KmipError('InvalidField', 'Init Indicator begins, and Correlation Value goes on: send one of them.')
  return !correlationValue && (!initIndicator || finalIndicator === true)
}

/** Where no stream can be begun. */
export const runInOnePart = <S extends Stream, P extends object>({
  request,
  begin,
  step,
}: Part<S, P>): Awaitable<P> => {
  if (isWhole(request)) return step(begin(), true)
  throw new KmipError('FeatureNotSupported', 'Data in several parts does not go with asynchronous requests.')
}

/** What the items of one batch do with streams. A class: one is made for each batch, and costs nothing when not used. */
export class BatchStreams {
  readonly #streams: Streams
  readonly #owner: string
  #mine: Set<Entry> | undefined
  /** Results of parts: an item that runs again gets the one it had, for data goes into a stream once. */
  #done: Map<object, Promise<object>> | undefined

  constructor(streams: Streams, owner: string) {
    this.#streams = streams
    this.#owner = owner
  }

  inParts<S extends Stream, P extends object>(
    item: object,
    part: Part<S, P>,
  ): Awaitable<P & { readonly correlationValue?: Uint8Array }> {
    if (isWhole(part.request)) return part.step(part.begin(), true)
    this.#done ??= new Map()
    const known = this.#done.get(item) ?? this.#do(part, part.request.finalIndicator === true)
    this.#done.set(item, known)
    return known as Promise<P & { readonly correlationValue?: Uint8Array }>
  }

  /** What the items did is so: their streams can be gone on with. */
  keep(): void {
    if (!this.#mine) return
    for (const entry of this.#mine) this.#streams.release(entry)
    this.#mine = undefined
  }

  /** An item failed, or was undone: its stream is forgotten, also when it was refused before it came to that. */
  forget(item: { readonly requestPayload?: unknown }): void {
    for (const entry of this.#mine ?? []) this.#streams.drop(entry)
    this.#mine = undefined
    const named = (item.requestPayload as PartRequest | undefined)?.correlationValue
    if (named instanceof Uint8Array) this.#streams.forget(this.#owner, named)
  }

  async #do<S extends Stream, P extends object>({ request, purpose, begin, step }: Part<S, P>, isLast: boolean) {
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
