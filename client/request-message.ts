import {
  operations,
  protocolVersionOf,
  type RequestBatchItem,
  type RequestMessage,
  type Version,
  versions,
} from '../codec/index.ts'
import { ProtocolError } from './error.ts'
import type { CallOptions } from './options.ts'
import type { BatchRequest } from './request.ts'
import type { Settings } from './settings.ts'

export type ErrorContinuation = 'Stop' | 'Continue' | 'Undo'

/** Options of a whole request. */
interface HeaderOptions extends Pick<CallOptions, 'asynchronous'> {
  readonly errorContinuation?: ErrorContinuation | undefined
}

/** Creates the Unique Batch Item ID for a position. */
export const toBatchItemId = (position: number): Uint8Array => {
  const id = Buffer.alloc(4)
  id.writeUInt32BE(position + 1)
  return Uint8Array.from(id)
}

const requireOperations = (items: readonly BatchRequest[], version: Version): void => {
  for (const { operation } of items) {
    const { since } = operations[operation]
    if (versions.indexOf(since) > versions.indexOf(version))
      throw new ProtocolError(`${operation} needs KMIP ${since} or later; the server speaks KMIP ${version}`, {
        fault: 'version',
        hint: 'Use a server that speaks a newer version.',
      })
  }
}

/**
 * Creates a request in one version. Two or more items run in order, so that each sees the ID Placeholder of those before it
 * (KMIP 1.4 §6.12, 2.1 §9.6).
 *
 * @throws ProtocolError if the version lacks an operation
 */
export const createRequestMessage = (
  items: readonly BatchRequest[],
  version: Version,
  { credentials, maximumResponseSize }: Pick<Settings, 'credentials' | 'maximumResponseSize'>,
  { errorContinuation, asynchronous }: HeaderOptions = {},
): RequestMessage => {
  requireOperations(items, version)
  const several = items.length > 1
  return {
    requestHeader: {
      protocolVersion: protocolVersionOf(version),
      maximumResponseSize,
      ...(asynchronous && { asynchronousIndicator: asynchronous }),
      ...(credentials.length > 0 && { authentication: { credential: credentials } }),
      ...(errorContinuation && { batchErrorContinuationOption: errorContinuation }),
      ...(several && { batchOrderOption: true }),
      batchCount: items.length,
    },
    batchItem: items.map(
      ({ operation, requestPayload }, position) =>
        ({
          operation,
          ...(several && { uniqueBatchItemID: toBatchItemId(position) }),
          requestPayload,
        }) as RequestBatchItem,
    ),
  }
}
