import type { AttributeInstance, LocateRequest, RequestBatchItem, ResponseBatchItem } from '../../codec/index.ts'

/** Attributes whose values the log shows: they say what is sought, and hold no key and no secret. */
const shown: ReadonlySet<string> = new Set([
  'UniqueIdentifier',
  'Name',
  'ObjectGroup',
  'ObjectType',
  'State',
  'CryptographicAlgorithm',
  'CryptographicLength',
  'CryptographicUsageMask',
])

/** Characters of a value, and number of filters: both are the client's. */
const [longestValue, maximumFilters] = [100, 20]

const describeValue = (value: unknown): string => {
  const text =
    typeof value === 'object' && value !== null && 'nameValue' in value ? String(value.nameValue) : String(value)
  return text.length <= longestValue ? text : `${text.slice(0, longestValue - 1)}…`
}

const describeFilter = (filter: AttributeInstance): string => {
  if (filter.attribute === 'Attribute') return describeValue(filter.value.attributeName)
  return shown.has(filter.attribute) ? `${filter.attribute}=${describeValue(filter.value)}` : filter.attribute
}

/** The filters of a Locate, without values that could be secret. */
export const describeFilters = ({ attributes = [], templateAttribute = [] }: LocateRequest): readonly string[] =>
  [...attributes, ...templateAttribute]
    .filter((each): each is AttributeInstance => each.attribute !== 'TemplateAttribute')
    .slice(0, maximumFilters)
    .map(describeFilter)

/** What a Locate asked for that found nothing; `undefined` for any other answer. */
export const describeFailedSearch = (
  { operation, requestPayload }: RequestBatchItem,
  { resultStatus, responsePayload }: ResponseBatchItem,
): readonly string[] | undefined => {
  if (operation !== 'Locate' || resultStatus !== 'Success') return undefined
  if ((responsePayload as { readonly uniqueIdentifier?: unknown } | undefined)?.uniqueIdentifier) return undefined
  return describeFilters(requestPayload as LocateRequest)
}
