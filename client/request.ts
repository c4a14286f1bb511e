import type {
  AttributeInstance,
  AttributeList,
  AttributesByKey,
  ClientOperation,
  OperationName,
  RequestOf,
  ResponseOf,
} from '../codec/index.ts'
import { attributeList, clientOperations, keyOf } from '../codec/index.ts'
import type { KeyOf } from '../codec/kmip/tag.ts'

type GivenValue<V> = [NonNullable<V>] extends [AttributeList]
  ? V | AttributesByKey
  : [NonNullable<V>] extends [AttributeInstance]
    ? V | AttributesByKey
    : V

type Given<R> = { [K in keyof R]: GivenValue<R[K]> }

/** The request payload of an operation. Attributes may be an object: `{ name: 'x', cryptographicLength: 256 }`. */
export type RequestGiven<N extends OperationName> = Given<RequestOf<N>>

/** Which fields hold attributes, in any operation. */
type KeysOf<V> = {
  [N in ClientOperation]: {
    [K in keyof RequestOf<N>]-?: [NonNullable<RequestOf<N>[K]>] extends [V] ? K : never
  }[keyof RequestOf<N>]
}[ClientOperation]

const lists: Readonly<Record<KeysOf<AttributeList>, true>> = {
  attributes: true,
  commonAttributes: true,
  privateKeyAttributes: true,
  publicKeyAttributes: true,
  templateAttribute: true,
}
const singles: Readonly<Record<KeysOf<AttributeInstance>, true>> = {
  newAttribute: true,
  currentAttribute: true,
}

const isByKey = (value: unknown): value is AttributesByKey =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  typeof (value as { attribute?: unknown }).attribute !== 'string'

const requireSingle = (key: string, given: AttributesByKey): AttributeInstance => {
  const [first, ...more] = attributeList(given)
  if (!first || more.length > 0) throw new TypeError(`${key} is one attribute, not ${first ? more.length + 1 : 'none'}`)
  return first
}

/**
 * Operations that require Attributes or a Template-Attribute in the request, which may be empty: KMIP 1.4 §4.1, §4.3, §4.6, §4.38;
 * 2.1 §6.1.8, §6.1.10, §6.1.14, §6.1.25, §6.1.28, §6.1.43.
 */
const requiringAttributes: ReadonlySet<OperationName> = new Set([
  ...(['Create', 'CreateSplitKey', 'DeriveKey', 'Import', 'Locate', 'Register'] as const),
])

/** @throws TypeError */
const toPayload = <N extends OperationName>(operation: N, given: RequestGiven<N>): RequestOf<N> => {
  const payload: Record<string, unknown> = { ...given }
  if (requiringAttributes.has(operation)) payload.attributes ??= []
  for (const [key, value] of Object.entries(payload)) {
    if (!isByKey(value)) continue
    if (Object.hasOwn(lists, key)) payload[key] = attributeList(value)
    else if (Object.hasOwn(singles, key)) payload[key] = requireSingle(key, value)
  }
  return payload as RequestOf<N>
}

/** One operation of a batch. */
export interface BatchRequest<N extends OperationName = OperationName> {
  readonly operation: N
  readonly requestPayload: RequestOf<N>
  /** Type level only. */
  readonly response?: ResponseOf<N>
}

/** @throws TypeError if a field for one attribute has none or several */
export const createBatchRequest = <N extends OperationName>(operation: N, given: RequestGiven<N>): BatchRequest<N> => ({
  operation,
  requestPayload: toPayload(operation, given),
})

/** The arguments of an operation; the payload is optional if none of its fields is required. */
export type Arguments<N extends OperationName, Rest extends readonly unknown[] = []> =
  Record<never, never> extends RequestOf<N> ? [request?: RequestGiven<N>, ...Rest] : [request: RequestGiven<N>, ...Rest]

/** One function for each operation, under the key of its name: `createKeyPair`, `macVerify`. */
export type ByOperation<F extends { [N in ClientOperation]: unknown }> = { [N in ClientOperation as KeyOf<N>]: F[N] }

/** Creates one function for each operation. */
export const createByOperation = <F extends { [N in ClientOperation]: unknown }>(
  create: (name: ClientOperation) => unknown,
): ByOperation<F> => {
  const functions = Object.fromEntries(clientOperations.map((name) => [keyOf(name), create(name)]))
  // `fromEntries` forgets which key has which function.
  return functions as ByOperation<F>
}
