import { type ClientOperation, clientOperations, keyOf } from '../codec/index.ts'
import { type Arguments, type BatchRequest, type ByOperation, createBatchRequest } from './request.ts'

type Items = ByOperation<{ [N in ClientOperation]: (...given: Arguments<N>) => BatchRequest<N> }>

/**
 * Creates the items of a batch: one function for each operation, with the arguments of the client's method of that name.
 *
 * @example
 * ```ts
 * const outcomes = await client.batch([item.create({ objectType: 'SymmetricKey', attributes }), item.activate(), item.get()])
 * ```
 */
export const item = Object.fromEntries(
  clientOperations.map((name) => [keyOf(name), (given = {}) => createBatchRequest(name, given)]),
) as unknown as Items
