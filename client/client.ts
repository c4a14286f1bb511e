import type { ClientOperation, RequestMessage, ResponseMessage, ResponseOf } from '../codec/index.ts'
import type { CallOptions, SpokenVersion } from './options.ts'
import type { Outcomes } from './outcome.ts'
import type { Arguments, BatchRequest, ByOperation } from './request.ts'
import type { ErrorContinuation } from './request-message.ts'

export interface BatchOptions extends CallOptions {
  /** After an item fails: stop there (default), go on, or undo those before it (KMIP 1.4 §6.13, 2.1 §9.5). */
  readonly errorContinuation?: ErrorContinuation | undefined
}

/** One method for each operation, under the key of its name: `createKeyPair`, `reKey`, `macVerify`. */
export type OperationMethods = ByOperation<{
  [N in ClientOperation]: (...given: Arguments<N, [options?: CallOptions]>) => Promise<ResponseOf<N>>
}>

/**
 * A client of one server, or of several with the same objects. Every operation is a method, which fails with
 * KmipResponseError, ConnectionError, TimeoutError or ProtocolError, with the reason of an aborted signal, or with CodecError
 * for a request that cannot be written in the version spoken.
 */
export interface Client extends OperationMethods, AsyncDisposable {
  /** The version spoken with the server that was connected to last. */
  readonly version: SpokenVersion
  /**
   * Several operations in one message, carried out in order. An item without Unique Identifier means the object of the
   * item before it (the ID Placeholder). The outcomes stand in the order of the items; an item that fails does not throw.
   *
   * @example
   * ```ts
   * const [created, got] = responsesOf(await client.batch([item.create(key), item.get()], { errorContinuation: 'Undo' }))
   * ```
   */
  batch<const T extends readonly BatchRequest[]>(items: T, options?: BatchOptions): Promise<Outcomes<T>>
  /** Sends a message as it is, in its own version, and gives the answer as it is. It is never repeated. */
  send(message: RequestMessage, options?: CallOptions): Promise<ResponseMessage>
  /** Waits for calls under way, then closes all connections. */
  close(): Promise<void>
}
