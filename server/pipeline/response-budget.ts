import {
  KmipError,
  type RequestBatchItem,
  type ResponseBatchItem,
  type ResponseHeader,
  TtlvWriter,
  writeResponse,
} from '../../codec/index.ts'

/** The room for one response. */
export interface ResponseLimit {
  readonly createHeader: () => ResponseHeader
  /** Bytes of the whole response in TTLV (KMIP Profiles 2.1 §5.4, §5.5); `undefined` if the client names no limit. */
  readonly maximum: number | undefined
}

/** The bytes that the items of one response may take. KMIP 1.4 §6.3, 2.1 §9.12. */
export interface ResponseBudget {
  /** @throws KmipError Response Too Large when the item at this position does not fit beside the refusals that may follow */
  require(item: ResponseBatchItem, position: number): void
  /** Counts the next item and returns it; a refusal that does not fit loses its message. */
  take(item: ResponseBatchItem): ResponseBatchItem
}

/** Bytes of one response; any single object fits. */
const largestResponse = 16 * 1024 * 1024

const tooLarge = new KmipError('ResponseTooLarge', 'The response is too large: request less at once.')

const smallest: ResponseBatchItem = { resultStatus: 'Success' }

/** The least that a refusal must say. KMIP 1.4 §7.2, 2.1 §8.4. */
const toShortRefusal = ({ operation, uniqueBatchItemID, resultReason }: ResponseBatchItem): ResponseBatchItem =>
  ({ operation, uniqueBatchItemID, resultStatus: 'OperationFailed', resultReason }) as ResponseBatchItem

/** Bytes that refusals may take behind each item: one where the batch stops at it, all where it continues. */
const measureRefusals = (
  items: readonly RequestBatchItem[],
  isContinued: boolean,
  measure: (item: ResponseBatchItem) => number,
): readonly number[] => {
  const sizes = items.map(({ operation, uniqueBatchItemID }) =>
    measure(toShortRefusal({ operation, uniqueBatchItemID, resultReason: 'ResponseTooLarge' } as ResponseBatchItem)),
  )
  const behind = sizes.map(() => 0)
  for (let at = sizes.length - 2; at >= 0; at--)
    behind[at] = (sizes[at + 1] as number) + (isContinued ? (behind[at + 1] as number) : 0)
  return behind
}

/** @param isContinued whether later items run after one that failed */
export const createResponseBudget = (
  { createHeader, maximum = largestResponse }: ResponseLimit,
  items: readonly RequestBatchItem[],
  isContinued: boolean,
): ResponseBudget => {
  const writer = new TtlvWriter()
  const responseHeader = createHeader()
  const measureMessage = (batchItem: readonly ResponseBatchItem[]): number => {
    try {
      writeResponse(writer, { responseHeader, batchItem })
      return writer.finish().length
    } finally {
      writer.reset()
    }
  }
  const withOne = measureMessage([smallest])
  const envelope = 2 * withOne - measureMessage([smallest, smallest])
  const measureItem = (item: ResponseBatchItem): number => measureMessage([item]) - envelope
  const behind = items.length > 1 ? measureRefusals(items, isContinued, measureItem) : [0]
  const available = Math.min(maximum, largestResponse) - envelope
  let used = 0
  let taken = 0
  /** The item that was measured last, so that no item is measured twice. */
  let measured: { readonly item: ResponseBatchItem; readonly size: number } | undefined
  const sizeOf = (item: ResponseBatchItem): number => {
    if (measured?.item !== item) measured = { item, size: measureItem(item) }
    return measured.size
  }
  const fits = (item: ResponseBatchItem, position: number): boolean =>
    used + sizeOf(item) + (behind[position] ?? 0) <= available
  /** A limit that not even this keeps is no reason to withhold the message: some clients read it after every failure. */
  const shorten = (item: ResponseBatchItem, position: number): ResponseBatchItem => {
    const short = toShortRefusal(item)
    return fits(short, position) ? short : item
  }
  return {
    require(item, position) {
      if (!fits(item, position)) throw tooLarge
    },
    take(item) {
      const answer = item.resultStatus === 'OperationFailed' && !fits(item, taken) ? shorten(item, taken) : item
      used += sizeOf(answer)
      taken++
      return answer
    },
  }
}
