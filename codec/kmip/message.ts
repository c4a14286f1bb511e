import { Field } from '../schema/field.ts'
import { boolean, bytes, dateTime, integer, text } from '../schema/primitive.ts'
import type { ValueOf } from '../schema/structure.ts'
import type { Context, Type } from '../schema/type.ts'
import type { CodecError } from '../wire/error.ts'
import type { Item } from '../wire/item.ts'
import { isFieldFault, readOrSkip } from '../wire/read-or-skip.ts'
import type { Reader } from '../wire/reader.ts'
import type { Writer } from '../wire/writer.ts'
import { structure } from './define.ts'
import { AttestationType } from './enumeration/credentials.ts'
import { BatchErrorContinuationOption, ResultStatus } from './enumeration/messages.ts'
import { Operation } from './enumeration/operations.ts'
import { ResultReason } from './enumeration/result-reason.ts'
import { type OperationName, operations, type RequestOf, type ResponseOf } from './operation/table.ts'
import { Authentication, Nonce } from './structure/credentials.ts'
import { AsynchronousIndicatorField, MessageExtension, ProtocolVersion } from './structure/messages.ts'
import { Tag } from './tag.ts'

/** Kept as the header's `authenticationFault` where it cannot be read, so that each item is refused with its Operation. */
const tolerantAuthentication: Type<Authentication | undefined> = {
  title: 'Authentication',
  fields: Authentication.type.fields as NonNullable<Type<unknown>['fields']>,
  read: (r, context, parent) =>
    readOrSkip(
      r,
      () => Authentication.type.read(r, context, {}),
      (fault) => {
        parent.authenticationFault = fault.within('Authentication').within('RequestHeader')
      },
    ),
  write: Authentication.type.write,
}

const requestHeader = structure('RequestHeader', {
  protocolVersion: ProtocolVersion,
  /** Bytes. */
  maximumResponseSize: integer().optional(),
  clientCorrelationValue: text().optional().since('1.4'),
  serverCorrelationValue: text().optional().since('1.4'),
  asynchronousIndicator: AsynchronousIndicatorField.optional(),
  attestationCapableIndicator: boolean().optional().since('1.2'),
  attestationType: AttestationType.optional().many().since('1.2'),
  authentication: new Field<Authentication>(tolerantAuthentication).optional(),
  batchErrorContinuationOption: BatchErrorContinuationOption.optional(),
  batchOrderOption: boolean().optional(),
  timeStamp: dateTime().optional(),
  batchCount: integer(),
})

const responseHeader = structure('ResponseHeader', {
  protocolVersion: ProtocolVersion,
  timeStamp: dateTime(),
  nonce: Nonce.unasked().since('1.2'),
  serverHashedPassword: bytes().unasked().since('2.0'),
  attestationType: AttestationType.unasked().many().since('1.2'),
  clientCorrelationValue: text().unasked().since('1.4'),
  serverCorrelationValue: text().unasked().since('1.4'),
  batchCount: integer(),
})

interface Payloads {
  readonly request: Type<unknown>
  readonly response: Type<unknown>
}

/** By operation. */
const payloads: ReadonlyMap<unknown, Payloads> = new Map(
  Object.entries(operations).map(([name, { request, response }]) => [
    name,
    { request: request.type, response: response.type },
  ]),
)

/** The payload; its type follows from the operation beside it. */
const requestPayload: Type<unknown> = {
  title: 'Request Payload',
  read: (r, context, parent) => payloads.get(parent.operation)?.request.read(r, context, {}) ?? r.item(),
  write(w: Writer, tag, value, context, parent) {
    const declared = payloads.get(parent.operation)
    if (declared) declared.request.write(w, tag, value, context, {})
    else w.item(value as Item, tag)
  },
}

const responsePayload: Type<unknown> = {
  title: 'Response Payload',
  read: (r, context, parent) => payloads.get(parent.operation)?.response.read(r, context, {}) ?? r.item(),
  write(w, tag, value, context, parent) {
    const declared = payloads.get(parent.operation)
    if (declared) declared.response.write(w, tag, value, context, {})
    else w.item(value as Item, tag)
  },
}

const requestBatchItem = structure('BatchItem', {
  operation: Operation,
  ephemeral: boolean().optional().since('2.0'),
  uniqueBatchItemID: bytes().optional(),
  requestPayload: new Field<unknown>(requestPayload),
  messageExtension: MessageExtension.optional().many(),
})

/** Reads what identifies an item with a fault, and its extensions: a critical one refuses the whole message. */
const readFaultyItem = (r: Reader, context: Context, fault: CodecError): Record<string, unknown> => {
  const item: Record<string, unknown> = { fault }
  const extensions: unknown[] = []
  r.enter()
  while (!r.is(0))
    // The first of each counts; a further one is skipped.
    if (r.is(Tag.Operation) && item.operation === undefined)
      item.operation = readOrSkip(r, () => r.enumeration(Operation))
    else if (r.is(Tag.UniqueBatchItemID) && item.uniqueBatchItemID === undefined)
      item.uniqueBatchItemID = readOrSkip(r, () => r.bytes())
    else if (r.is(Tag.MessageExtension))
      extensions.push(...[readOrSkip(r, () => MessageExtension.type.read(r, context, {})) ?? []].flat())
    else r.skip()
  r.leave()
  if (extensions.length > 0) item.messageExtension = extensions
  return item
}

/** A fault in an item becomes its `fault`, so that the rest of the batch can be answered. KMIP 1.4 §11.1, §11.43. */
const tolerantBatchItem: Type<unknown> = {
  title: requestBatchItem.type.title,
  fields: requestBatchItem.type.fields as NonNullable<Type<unknown>['fields']>,
  read(r, context) {
    const mark = r.mark()
    try {
      return requestBatchItem.type.read(r, context, {})
    } catch (error) {
      if (!isFieldFault(error)) throw error
      r.reset(mark)
      return readFaultyItem(r, context, error)
    }
  },
  write: requestBatchItem.type.write,
}

const responseBatchItem = structure('BatchItem', {
  operation: Operation.optional(),
  uniqueBatchItemID: bytes().optional(),
  resultStatus: ResultStatus,
  resultReason: ResultReason.unasked(),
  resultMessage: text().unasked(),
  asynchronousCorrelationValue: bytes().optional(),
  responsePayload: new Field<unknown>(responsePayload).optional(),
  messageExtension: MessageExtension.unasked(),
})

/** `authenticationFault`: why its Authentication cannot be decoded. */
export interface RequestHeader extends ValueOf<typeof requestHeader> {
  readonly authenticationFault?: CodecError
}
export interface ResponseHeader extends ValueOf<typeof responseHeader> {}

type RequestItemFields = Omit<ValueOf<typeof requestBatchItem>, 'operation' | 'requestPayload'>
type ResponseItemFields = Omit<ValueOf<typeof responseBatchItem>, 'operation' | 'responsePayload'>

/** One requested operation. `fault`: why the item cannot be decoded; then only what could be read is there. */
export type RequestBatchItem<N extends OperationName = OperationName> = {
  [O in N]: RequestItemFields & {
    readonly operation: O
    readonly requestPayload: RequestOf<O>
    readonly fault?: CodecError
  }
}[N]

/** One operation's outcome. */
export type ResponseBatchItem<N extends OperationName = OperationName> = {
  [O in N]: ResponseItemFields & {
    readonly operation?: O | undefined
    readonly responsePayload?: ResponseOf<O> | undefined
  }
}[N]

/** KMIP 1.4 §7, 2.1 §8. */
export interface RequestMessage {
  readonly requestHeader: RequestHeader
  readonly batchItem: readonly RequestBatchItem[]
}

/** KMIP 1.4 §7, 2.1 §8. */
export interface ResponseMessage {
  readonly responseHeader: ResponseHeader
  readonly batchItem: readonly ResponseBatchItem[]
}

// The payload's type follows from the operation beside it, which the field types do not express.
export const RequestMessage: Field<RequestMessage> = structure('RequestMessage', {
  requestHeader,
  batchItem: new Field<RequestBatchItem>(tolerantBatchItem).many(),
})

export const ResponseMessage: Field<ResponseMessage> = structure('ResponseMessage', {
  responseHeader,
  batchItem: new Field<ResponseBatchItem>(responseBatchItem.type).many(),
})
