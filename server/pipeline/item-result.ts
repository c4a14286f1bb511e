import { type RequestBatchItem, type ResponseBatchItem, translateReason } from '../../codec/index.ts'
import { DeniedError } from '../handler/denied-error.ts'
import type { OperationResult } from '../handler/handler.ts'
import { findTicketHolder } from '../identity/principal.ts'
import type { Batch } from './batch.ts'
import { describeFailedSearch } from './describe-failed-search.ts'
import { describeFailure, generalFailure } from './describe-failure.ts'
import type { ItemEvent } from './item-event.ts'
import type { References } from './references.ts'
import type { Payload } from './run-item.ts'

// The payload is that of the operation: its handler returned it.
export const toSucceededItem = (
  { operation, uniqueBatchItemID }: RequestBatchItem,
  responsePayload: Payload,
  answer?: OperationResult<Payload>['responseItem'],
): ResponseBatchItem =>
  (answer
    ? { ...answer, uniqueBatchItemID }
    : { operation, uniqueBatchItemID, resultStatus: 'Success', responsePayload }) as unknown as ResponseBatchItem

export const toFailedItem = (
  { operation, uniqueBatchItemID }: RequestBatchItem,
  error: unknown,
  { services, version, peer }: Batch,
): ResponseBatchItem => {
  const failure = describeFailure(error)
  if (!failure) services.reportFault(error, { operation, peer: peer?.address })
  const { reason, message } = failure ?? generalFailure
  return {
    operation,
    uniqueBatchItemID,
    resultStatus: 'OperationFailed',
    resultReason: translateReason(version, reason),
    resultMessage: message,
    ...(error instanceof DeniedError && error.payload && { responsePayload: error.payload }),
  } as ResponseBatchItem
}

/** An undone item keeps only its Unique Identifier (BL-M-2): its other results are void. */
export const toUndoneItem = ({ resultStatus: _, responsePayload, ...rest }: ResponseBatchItem): ResponseBatchItem => {
  const payload = responsePayload as Payload | undefined
  const keys = Object.keys(payload ?? {})
  return {
    ...rest,
    resultStatus: 'OperationUndone',
    ...(keys.length === 1 && keys[0] === 'uniqueIdentifier' && { responsePayload: payload }),
  } as ResponseBatchItem
}

/** Notes the answer of an item for references from later items. */
export const noteResult = (item: RequestBatchItem, payload: Payload, batch: Batch, references: References): void =>
  references.note(
    item.operation,
    payload,
    batch.services.handlers.get(item.operation)?.operation.placeholderOut ?? 'none',
  )

/** Describes an answered item for the log, with its request. */
export const describeItem = (
  response: ResponseBatchItem,
  { principal, peer, version, correlation, clientCorrelation }: Omit<Batch, 'services'>,
  request: RequestBatchItem | undefined,
): ItemEvent => {
  const uniqueIdentifier = (response.responsePayload as Payload | undefined)?.uniqueIdentifier
  return {
    principal: principal.id,
    ticketHolder: findTicketHolder(principal),
    peer: peer?.address,
    version,
    operation: response.operation ?? '',
    resultStatus: response.resultStatus,
    resultReason: response.resultReason,
    resultMessage: response.resultMessage,
    uniqueIdentifier: typeof uniqueIdentifier === 'string' ? uniqueIdentifier : undefined,
    asked: request && describeFailedSearch(request, response),
    correlation,
    clientCorrelation,
  }
}
