import { type RequestBatchItem, type ResponseBatchItem, translateReason } from '../../codec/index.ts'
import { DeniedError } from '../handler/denied-error.ts'
import type { OperationResult } from '../handler/handler.ts'
import { findTicketHolder } from '../identity/principal.ts'
import type { AuditRecord, Change } from '../store/store.ts'
import type { Batch } from './batch.ts'
import { describeFailedSearch } from './describe-failed-search.ts'
import { describeFailure, generalFailure } from './describe-failure.ts'
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

/** The audit records changes to objects, and operations of administrators. */
export const createAuditRecords = (
  item: RequestBatchItem,
  changes: readonly Change[],
  batch: Batch,
): readonly AuditRecord[] =>
  changes.length > 0 || batch.services.handlers.get(item.operation)?.access === 'administrators'
    ? [createAuditRecord(item, changes, batch)]
    : []

const createAuditRecord = (item: RequestBatchItem, changes: readonly Change[], batch: Batch): AuditRecord => {
  const ticketHolder = findTicketHolder(batch.principal)
  const event = {
    principal: batch.principal.id,
    ...(ticketHolder !== undefined && { ticketHolder }),
    operation: item.operation,
    objects: changes.map((change) =>
      change.kind === 'delete' ? change.uniqueIdentifier : change.object.uniqueIdentifier,
    ),
  }
  return { time: batch.services.now(), event }
}

/** Reports an answered item to the log, with its request. */
export const reportItem = (response: ResponseBatchItem, batch: Batch, request: RequestBatchItem | undefined): void => {
  const { services, principal, peer, version, correlation, clientCorrelation } = batch
  const uniqueIdentifier = (response.responsePayload as Payload | undefined)?.uniqueIdentifier
  services.reportItem({
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
  })
}
