import {
  CodecError,
  type NotifyRequest,
  type PutRequest,
  protocolVersionOf,
  type RequestBatchItem,
  type RequestMessage,
  type ResponseBatchItem,
  type ResponseMessage,
  readRequest,
  reasonIn,
  spokenVersions,
  TtlvReader,
  TtlvWriter,
  versionOf,
  writeResponse,
} from '../../codec/index.ts'

/**
 * Handlers for notifications. The client answers the server after the handler returns or its promise resolves. After a
 * failure the server retries, so a notification may come twice. KMIP 1.4 §5, 2.1 §6.2.
 */
export interface Notified {
  /** Attributes of an object changed: the new values, and the deleted attributes. */
  readonly notify?: ((request: NotifyRequest) => void | Promise<void>) | undefined
  /** A new object, or a replacement of another one, with its key. */
  readonly put?: ((request: PutRequest) => void | Promise<void>) | undefined
}

const toResponseItem = (item: RequestBatchItem, rest: Partial<ResponseBatchItem>): ResponseBatchItem =>
  ({
    operation: item.operation,
    ...(item.uniqueBatchItemID && { uniqueBatchItemID: item.uniqueBatchItemID }),
    ...rest,
  }) as ResponseBatchItem

const refuseItem = (item: RequestBatchItem, reason: string, resultMessage: string): ResponseBatchItem =>
  toResponseItem(item, {
    resultStatus: 'OperationFailed',
    resultReason: reason,
    resultMessage,
  } as Partial<ResponseBatchItem>)

const answerItem = async (item: RequestBatchItem, notified: Notified): Promise<ResponseBatchItem> => {
  if (item.fault) return refuseItem(item, 'InvalidField', item.fault.message)
  const createSuccess = (responsePayload: object) =>
    toResponseItem(item, { resultStatus: 'Success', responsePayload } as unknown as Partial<ResponseBatchItem>)
  try {
    if (item.operation === 'Notify' && notified.notify) {
      await notified.notify(item.requestPayload)
      return createSuccess({})
    }
    if (item.operation === 'Put' && notified.put) {
      await notified.put(item.requestPayload)
      return createSuccess({})
    }
  } catch {
    // The reason stays here: it may hold more than the server should know.
    return refuseItem(item, 'GeneralFailure', 'The client failed to handle this.')
  }
  if (item.operation === 'DiscoverVersions')
    return createSuccess({ protocolVersion: spokenVersions.map(protocolVersionOf) })
  return refuseItem(item, 'OperationNotSupported', `The client does not support ${item.operation}.`)
}

const answerMessage = async ({ requestHeader, batchItem }: RequestMessage, notified: Notified) => {
  const version = versionOf(requestHeader.protocolVersion)
  const items: ResponseBatchItem[] = []
  for (const item of batchItem) {
    const answer = await answerItem(item, notified)
    items.push({ ...answer, ...(answer.resultReason && { resultReason: reasonIn(version, answer.resultReason) }) })
    if (answer.resultStatus !== 'Success' && requestHeader.batchErrorContinuationOption !== 'Continue') break
  }
  const message: ResponseMessage = {
    responseHeader: {
      protocolVersion: requestHeader.protocolVersion,
      timeStamp: new Date(),
      batchCount: items.length,
    },
    batchItem: items,
  }
  return message
}

/** Answers a server's request, bytes to bytes. @throws CodecError for anything but a request */
export const answerServer = async (bytes: Uint8Array, notified: Notified): Promise<Uint8Array> => {
  const request = readRequest(new TtlvReader(bytes))
  if (request.batchItem.length !== request.requestHeader.batchCount)
    throw new CodecError('malformed', 'the Batch Count differs from the number of batch items')
  const writer = new TtlvWriter()
  writeResponse(writer, await answerMessage(request, notified))
  return writer.finish().slice()
}
