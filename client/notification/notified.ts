import {
  CodecError,
  type NotifyRequest,
  type PutRequest,
  protocolVersionOf,
  type RequestBatchItem,
  type RequestMessage,
  type ResponseBatchItem,
  type ResponseMessage,
  type ResultReason,
  readRequest,
  spokenVersions,
  TtlvReader,
  TtlvWriter,
  translateReason,
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

const repeatId = ({ uniqueBatchItemID }: RequestBatchItem) => (uniqueBatchItemID ? { uniqueBatchItemID } : {})

const refuseItem = (item: RequestBatchItem, resultReason: ResultReason, resultMessage: string): ResponseBatchItem =>
  ({
    ...repeatId(item),
    operation: item.operation,
    resultStatus: 'OperationFailed',
    resultReason,
    resultMessage,
    // A failed item has no payload, so its operation may be any.
  }) as ResponseBatchItem

const answerItem = async (item: RequestBatchItem, notified: Notified): Promise<ResponseBatchItem> => {
  if (item.fault) return refuseItem(item, 'InvalidField', item.fault.message)
  const success = { ...repeatId(item), resultStatus: 'Success' } as const
  try {
    if (item.operation === 'Notify' && notified.notify) {
      await notified.notify(item.requestPayload)
      return { ...success, operation: 'Notify', responsePayload: {} }
    }
    if (item.operation === 'Put' && notified.put) {
      await notified.put(item.requestPayload)
      return { ...success, operation: 'Put', responsePayload: {} }
    }
  } catch {
    // The reason stays here: it may hold more than the server should know.
    return refuseItem(item, 'GeneralFailure', 'The client failed to handle this.')
  }
  if (item.operation === 'DiscoverVersions') {
    const protocolVersion = spokenVersions.map(protocolVersionOf)
    return { ...success, operation: 'DiscoverVersions', responsePayload: { protocolVersion } }
  }
  return refuseItem(item, 'OperationNotSupported', `The client does not support ${item.operation}.`)
}

const answerMessage = async ({ requestHeader, batchItem }: RequestMessage, notified: Notified) => {
  const version = versionOf(requestHeader.protocolVersion)
  const items: ResponseBatchItem[] = []
  for (const item of batchItem) {
    const answer = await answerItem(item, notified)
    items.push({
      ...answer,
      ...(answer.resultReason && { resultReason: translateReason(version, answer.resultReason) }),
    })
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
