import { KmipError, type ResponseBatchItem, TtlvWriter, type Version, writeResponseItem } from '../../codec/index.ts'

/** Room for the items of one answer. KMIP 1.4 §6.3, 2.1 §9.12. */
export interface ResponseBudget {
  /** @throws KmipError Response Too Large when this item does not fit, with what must be said of the items `behind` it */
  require(item: ResponseBatchItem, behind: number): void
  /** Takes an item in. */
  take(item: ResponseBatchItem): void
}

/** Bytes of an answer to several requests; what one object needs, fits anyway. */
const largestResponse = 16 * 1024 * 1024

/** Bytes of everything before the first item, correlation values included. */
const headerSize = 304

/** Bytes of an item that says no more than that it did not fit. */
const refusalSize = 208

const tooLarge = new KmipError('ResponseTooLarge', 'The answer is larger than was asked for: ask for less at once.')

/** @param maximum bytes of the whole answer that the client takes */
export const createResponseBudget = (maximum = largestResponse, version: Version): ResponseBudget => {
  const writer = new TtlvWriter()
  const room = Math.min(maximum, largestResponse) - headerSize
  let taken = 0
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
      if (taken + measureItem(item) + behind * refusalSize > room) throw tooLarge
    },
    take(item) {
      taken += measureItem(item)
    },
  }
}
