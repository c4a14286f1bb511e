/**
 * A KMIP client: every operation of KMIP 1.0 to 2.1 as a method, batches, a connection pool, retries and failover. Loads
 * the codec and no part of the server.
 *
 * @example
 * ```ts
 * import { connect, item, responsesOf } from 'kmip/client'
 *
 * await using client = await connect({ host: 'localhost', ca, cert, key })
 *
 * const attributes = {
 *   name: 'orders',
 *   cryptographicAlgorithm: 'AES',
 *   cryptographicLength: 256,
 *   cryptographicUsageMask: ['Encrypt', 'Decrypt'],
 * } as const
 * const { uniqueIdentifier } = await client.create({ objectType: 'SymmetricKey', attributes })
 *
 * // One message: each item uses the object of the item before it.
 * const outcomes = await client.batch([item.activate({ uniqueIdentifier }), item.get()], { errorContinuation: 'Stop' })
 * const [, { object }] = responsesOf(outcomes)
 * const key = toKeyObject(object)
 * ```
 *
 * @packageDocumentation
 */

export type { ClientOperation, SpokenVersion } from '../codec/index.ts'
export type { BatchOptions, Client, OperationMethods } from './client.ts'
export { connect } from './connect.ts'
export type { ServerAddress } from './connection/server-address.ts'
export {
  ConnectionError,
  type ConnectionFault,
  KmipResponseError,
  ProtocolError,
  type ProtocolFault,
  TimeoutError,
} from './error.ts'
export { item } from './item.ts'
export { type FromKeyObjectOptions, fromKeyObject, toKeyObject } from './key-object.ts'
export { type Listener, type ListenOptions, listen } from './notification/listen.ts'
export type { Notified } from './notification/notified.ts'
export { type Subscription, subscribe } from './notification/subscribe.ts'
export { describeOddity, type Oddity, type OddityKind } from './oddity.ts'
export type { CallOptions, ConnectOptions } from './options.ts'
export { type Outcome, type Outcomes, type Responses, responsesOf } from './outcome.ts'
export type { BatchRequest, RequestGiven } from './request.ts'
export type { ErrorContinuation } from './request-message.ts'
