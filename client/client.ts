import type { ClientOperation, RequestMessage, ResponseMessage, ResponseOf, SpokenVersion } from '../codec/index.ts'
import type { CallOptions } from './options.ts'
import type { Outcomes } from './outcome.ts'
import type { Arguments, BatchRequest, ByOperation } from './request.ts'
import type { ErrorContinuation } from './request-message.ts'

export interface BatchOptions extends CallOptions {
  /** What follows a failed item: stop (default), continue, or undo the items before it (KMIP 1.4 §6.13, 2.1 §9.5). */
  readonly errorContinuation?: ErrorContinuation | undefined
}

/** The method of each operation. */
export type MethodOf = {
  [N in ClientOperation]: (...given: Arguments<N, [options?: CallOptions]>) => Promise<ResponseOf<N>>
}

/** One method for each operation, under the key of its name: `createKeyPair`, `reKey`, `macVerify`. */
export type OperationMethods = ByOperation<MethodOf>

/**
 * A client of one server, or of several servers with the same objects. Every operation is a method. It rejects with
 * KmipResponseError, ConnectionError, TimeoutError or ProtocolError, with the reason of an aborted signal, or with CodecError
 * if the negotiated version cannot express the request.
 */
export interface Client extends OperationMethods, AsyncDisposable {
  /** The version negotiated with the most recently connected server. */
  readonly version: SpokenVersion
  /**
   * Sends several operations in one message; the server runs them in order. An item without Unique Identifier uses the
   * object of the item before it (the ID Placeholder). Outcomes come in the order of the items; a failed item does not throw.
   *
   * @example
   * ```ts
   * const [created, got] = responsesOf(await client.batch([item.create(key), item.get()], { errorContinuation: 'Undo' }))
   * ```
   */
  batch<const T extends readonly BatchRequest[]>(items: T, options?: BatchOptions): Promise<Outcomes<T>>
  /** Sends a message unchanged, in its own version, and returns the response unchanged. Never retries. */
  send(message: RequestMessage, options?: CallOptions): Promise<ResponseMessage>
  /** Waits for calls in flight, then closes all connections. */
  close(): Promise<void>
}
