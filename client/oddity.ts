import type { ItemOddity, ItemOddityKind, OperationName, RequestMessage, ResponseMessage } from '../codec/index.ts'
import { attributeOfName } from '../codec/index.ts'
import { formatAddress, type ServerAddress } from './connection/server-address.ts'

/** `surplus`: well-formed, and more than the request asked for. */
export type OddityKind = ItemOddityKind | 'surplus'

/** Something in an answer that departs from the standard without harm to what was asked for. Names and types only: it holds no values. */
export interface Oddity {
  readonly server: ServerAddress
  /** Absent for the header of the answer. */
  readonly operation: OperationName | undefined
  readonly kind: OddityKind
  /** The field: `ResponseMessage/BatchItem[0]/ResponsePayload/Attributes/RotateInterval`. */
  readonly path: string
  /** `expected Interval, found LongInteger` */
  readonly problem: string
  /** What the client did with the field. */
  readonly outcome: 'skipped' | 'read'
}

/** One line for people and logs. */
export const describeOddity = ({ server, operation, path, problem, outcome }: Oddity): string =>
  `${formatAddress(server)}: the answer${operation ? ` to ${operation}` : ''}: ${path}: ${problem}; ${outcome}`

/** Different oddities that one client reports: a server that invents tags must not fill a log. */
const maximumReports = 1000

/** Calls `onOddity` once for each kind of oddity in a field of an operation, by server. Positions in lists are one field. */
export const createOddityReporter = (onOddity: (oddity: Oddity) => void): ((oddity: Oddity) => void) => {
  const reported = new Set<string>()
  return (oddity) => {
    const { server, operation, kind, path } = oddity
    const key = [formatAddress(server), operation, kind, path.replaceAll(/\[\d+\]/g, '')].join(' ')
    if (reported.has(key) || reported.size >= maximumReports) return
    reported.add(key)
    onOddity(oddity)
  }
}

/** The position of a batch item in the path of an oddity. */
const positionIn = (step: string | undefined): number => Number(/^BatchItem\[(\d+)\]$/.exec(step ?? '')?.[1] ?? -1)

/** An oddity of the reading, with the server and the operation that it belongs to. */
export const toOddity = (
  { kind, path, problem, outcome }: ItemOddity,
  { batchItem }: RequestMessage,
  server: ServerAddress,
): Oddity => ({
  ...{ server, operation: batchItem[positionIn(path[1])]?.operation },
  ...{ kind, path: path.join('/'), problem, outcome },
})

/** The id of an attribute as the reader compares it. */
const toAttributeId = (reference: unknown): string => {
  if (typeof reference !== 'string') return 'Attribute'
  return reference.startsWith('0x') ? `0x${reference.slice(2).toLowerCase().padStart(8, '0')}` : reference
}

interface Asking {
  readonly attributeReference?: unknown
  readonly keyWrappingSpecification?: { readonly attributeName?: readonly string[] }
  readonly maximumItems?: number
}

const findAskedIn = (requestPayload: unknown): readonly string[] => {
  const { attributeReference, keyWrappingSpecification } = requestPayload as Asking
  const references = Array.isArray(attributeReference) ? attributeReference.map(toAttributeId) : []
  const names = keyWrappingSpecification?.attributeName ?? []
  return [...references, ...names.map((name) => attributeOfName(name)?.id ?? 'Attribute')]
}

/** The ids of the attributes that a request asks for by name. */
export const findAskedAttributes = ({ batchItem }: RequestMessage): ReadonlySet<string> =>
  new Set(batchItem.flatMap(({ requestPayload }) => findAskedIn(requestPayload)))

type Surplus = Pick<Oddity, 'path' | 'problem'>

const findSurplusAttributes = (requestPayload: unknown, attributes: readonly { attribute: string }[]): Surplus[] => {
  const asked = findAskedIn(requestPayload)
  if (asked.length === 0) return []
  const more = attributes.filter(({ attribute }) => !asked.includes(attribute))
  return more.map(({ attribute }) => ({ path: `Attributes/${attribute}`, problem: 'was not asked for' }))
}

const findSurplusIn = (
  { operation, requestPayload }: RequestMessage['batchItem'][number],
  payload: unknown,
): Surplus[] => {
  if (operation === 'GetAttributes')
    return findSurplusAttributes(
      requestPayload,
      (payload as { attributes?: readonly { attribute: string }[] }).attributes ?? [],
    )
  const { maximumItems } = requestPayload as Asking
  const { uniqueIdentifier } = payload as { uniqueIdentifier?: unknown }
  if (operation !== 'Locate' || maximumItems === undefined || !Array.isArray(uniqueIdentifier)) return []
  return uniqueIdentifier.length > maximumItems
    ? [{ path: 'UniqueIdentifier', problem: `expected at most ${maximumItems}, found ${uniqueIdentifier.length}` }]
    : []
}

/** What a well-formed answer has beyond the request. */
export const findSurplus = (request: RequestMessage, response: ResponseMessage, server: ServerAddress): Oddity[] =>
  response.batchItem.flatMap(({ operation, responsePayload }, position) => {
    const item = request.batchItem[position]
    if (item === undefined || responsePayload === undefined || operation !== item.operation) return []
    return findSurplusIn(item, responsePayload).map(({ path, problem }) => ({
      ...({ server, operation, kind: 'surplus', outcome: 'read', problem } as const),
      path: `ResponseMessage/BatchItem[${position}]/ResponsePayload/${path}`,
    }))
  })
