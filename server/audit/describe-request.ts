import type { LocateRequest, RequestBatchItem, ResponseBatchItem } from '../../codec/index.ts'
import { describeFilters } from '../pipeline/describe-failed-search.ts'

/** What a request asked for, besides its operation and its object. */
export interface Asked {
  /** Of no person. */
  readonly facts: Readonly<Record<string, unknown>>
  /** Filters hold names. */
  readonly filters?: readonly string[] | undefined
}

type Fields = Readonly<Record<string, unknown>>

const describeLocate = (request: Fields, response: Fields): Asked => {
  const found = response.uniqueIdentifier
  return {
    facts: { found: Array.isArray(found) ? found.length : 0, located: response.locatedItems },
    filters: describeFilters(request as unknown as LocateRequest),
  }
}

/** How a key was handed out. KMIP 1.4 §4.11, 2.1 §6.1.20, §6.1.19. */
const describeDelivery = ({ keyFormatType, keyWrapType, keyWrappingSpecification }: Fields): Asked => {
  const { wrappingMethod, encryptionKeyInformation } = (keyWrappingSpecification ?? {}) as Fields
  const wrappedBy = (encryptionKeyInformation as Fields | undefined)?.uniqueIdentifier
  return { facts: { keyFormatType, keyWrapType, wrappingMethod, wrappedBy } }
}

const describe: Readonly<Record<string, (request: Fields, response: Fields) => Asked>> = {
  Locate: describeLocate,
  Get: describeDelivery,
  Export: describeDelivery,
}

const nothing: Asked = { facts: {} }

/** Describes what an item asked for and how much it got; never key bytes, data or passwords. */
export const describeRequest = (item: RequestBatchItem | undefined, response: ResponseBatchItem): Asked =>
  (item &&
    describe[item.operation]?.((item.requestPayload ?? {}) as Fields, (response.responsePayload ?? {}) as Fields)) ||
  nothing

/** The type of the object, where the answer has it. */
export const findObjectType = ({ responsePayload }: ResponseBatchItem): string | undefined => {
  const type = (responsePayload as Fields | undefined)?.objectType
  return typeof type === 'string' ? type : undefined
}

/** The object that an item named or made. */
export const findObject = (item: RequestBatchItem | undefined, response: ResponseBatchItem): string | undefined => {
  const answered = (response.responsePayload as Fields | undefined)?.uniqueIdentifier
  if (typeof answered === 'string') return answered
  const asked = (item?.requestPayload as Fields | undefined)?.uniqueIdentifier
  return typeof asked === 'string' ? asked : undefined
}
