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
 * What is done with what a server tells. It is answered once the function has returned, or its promise has resolved; a server
 * that is told of a failure tries again, so one thing may come twice. KMIP 1.4 §5, 2.1 §6.2.
 */
export interface Notified {
  /** Attributes of an object have changed: the new values, and what is gone. */
  readonly notify?: ((request: NotifyRequest) => void | Promise<void>) | undefined
  /** A new object, or one that replaces another; with its key. */
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
    // Why is the application's business: it may know more than the server should.
    return refuseItem(item, 'GeneralFailure', 'The client could not take this.')
  }
  if (item.operation === 'DiscoverVersions')
    return createSuccess({ protocolVersion: spokenVersions.map(protocolVersionOf) })
  return refuseItem(item, 'OperationNotSupported', `The client does not take ${item.operation}.`)
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

/** Bytes of a server's request → bytes of the answer. @throws CodecError for what is no request */
export const answerServer = async (bytes: Uint8Array, notified: Notified): Promise<Uint8Array> => {
  const request = readRequest(new TtlvReader(bytes))
  if (request.batchItem.length !== request.requestHeader.batchCount)
    throw new CodecError('malformed', 'the Batch Count is not the number of batch items')
  const writer = new TtlvWriter()
  writeResponse(writer, await answerMessage(request, notified))
  return writer.finish().slice()
}
