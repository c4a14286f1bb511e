import { KmipError, type ResponseBatchItem, TtlvWriter, type Version, writeResponseItem } from '../../codec/index.ts'

/** The bytes that the items of one response may take. KMIP 1.4 §6.3, 2.1 §9.12. */
export interface ResponseBudget {
  /** @throws KmipError Response Too Large when this item does not fit beside a refusal for each of the items `behind` it */
  require(item: ResponseBatchItem, behind: number): void
  /** Counts an item. */
  take(item: ResponseBatchItem): void
}

/** Bytes of one response; any single object fits. */
const largestResponse = 16 * 1024 * 1024

/** Bytes before the first item, correlation values included. */
const headerSize = 304

/** Bytes of an item that reports Response Too Large. */
const refusalSize = 208

const tooLarge = new KmipError('ResponseTooLarge', 'The response is too large: request less at once.')

/** @param maximum bytes of the whole response that the client accepts */
export const createResponseBudget = (maximum = largestResponse, version: Version): ResponseBudget => {
  const writer = new TtlvWriter()
  const available = Math.min(maximum, largestResponse) - headerSize
  let used = 0
  const measureItem = (item: ResponseBatchItem): number => {
    try {
      writeResponseItem(writer, item, version)
      return writer.finish().length
    } finally {
      writer.reset()
    }
  }
  return {
    require(item, behind) {
      if (used + measureItem(item) + behind * refusalSize > available) throw tooLarge
    },
    take(item) {
      used += measureItem(item)
    },
  }
}
