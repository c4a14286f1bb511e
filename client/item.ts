import type { ClientOperation } from '../codec/index.ts'
import { type Arguments, type BatchRequest, createBatchRequest, createByOperation } from './request.ts'

type Items = { [N in ClientOperation]: (...given: Arguments<N>) => BatchRequest<N> }

/**
 * Creates the items of a batch: one function for each operation, with the arguments of the client's method of that name.
 *
 * @example
 * ```ts
 * const outcomes = await client.batch([item.create({ objectType: 'SymmetricKey', attributes }), item.activate(), item.get()])
 * ```
 */
export const item = createByOperation<Items>(
  (name) =>
    (given = {}) =>
      createBatchRequest(name, given),
)
