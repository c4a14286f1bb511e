import {
  KmipError,
  type Limits,
  protocolVersionOf,
  type RequestMessage,
  type ResponseBatchItem,
  type ResponseHeader,
  type ResponseMessage,
  readRequest,
  reasonIn,
  TtlvReader,
  TtlvWriter,
  type Version,
  versionOf,
  writeResponse,
} from '../../codec/index.ts'
import { alwaysCorrelates } from '../../codec/kmip/version.ts'
import { requestVersion } from '../../codec/kmip/wire-message.ts'
import { newUniqueIdentifier } from '../attributes/unique-identifier.ts'
import type { Principal } from '../identity/principal.ts'
import { processBatch } from './batch.ts'
import { failureOf, generalFailure } from './failure.ts'
import type { Services } from './services.ts'

/** From one request to its answer. */
export interface Pipeline {
  /** Bytes of one whole message → bytes of one whole message. Never rejects. */
  answerBytes(bytes: Uint8Array, principal: Principal): Promise<Uint8Array>
  /** A decoded request → its answer: below the wire, for tests and for other transports. */
  answerMessage(request: RequestMessage, principal: Principal): Promise<ResponseMessage>
}

const headerOf = (version: Version, batchCount: number, now: Date): ResponseHeader => ({
  protocolVersion: protocolVersionOf(version),
  timeStamp: now,
  batchCount,
})

const encode = (writer: TtlvWriter, message: ResponseMessage): Uint8Array => {
  writer.reset()
  writeResponse(writer, message)
  return Uint8Array.from(writer.finish())
}

const tooLarge = new KmipError(
  'ResponseTooLarge',
  'The answer is larger than the Maximum Response Size of the request.',
)

/** Answers that do not fit lose their payloads, the last ones first. KMIP 1.4 §6.2, 2.1 §8.10. */
const fitted = (message: ResponseMessage, maximum: number, writer: TtlvWriter, version: Version): Uint8Array => {
  const items = [...message.batchItem]
  let bytes = encode(writer, message)
  for (let i = items.length - 1; i >= 0 && bytes.length > maximum; i--) {
    const item = items[i] as ResponseBatchItem
    if (item.resultStatus !== 'Success') continue
    const { responsePayload: _, ...rest } = item
    items[i] = {
      ...rest,
      resultStatus: 'OperationFailed',
      resultReason: reasonIn(version, tooLarge.reason),
      resultMessage: tooLarge.message,
    } as ResponseBatchItem
    bytes = encode(writer, { ...message, batchItem: items })
  }
  return bytes
}

const requireAnswerable = ({ requestHeader, batchItem }: RequestMessage): void => {
  if (requestHeader.batchCount !== batchItem.length)
    throw new KmipError(
      'InvalidMessage',
      `Batch Count is ${requestHeader.batchCount}, but there are ${batchItem.length} items.`,
    )
  if (requestHeader.asynchronousIndicator === 'Mandatory')
    throw new KmipError(
      'FeatureNotSupported',
      'Asynchronous answers are not supported here; ask without Asynchronous Indicator.',
    )
}

export const pipeline = (services: Services, limits: Limits): Pipeline => {
  const writer = new TtlvWriter()

  const answerMessage = async (request: RequestMessage, principal: Principal): Promise<ResponseMessage> => {
    const version = versionOf(request.requestHeader.protocolVersion)
    const { maximumResponseSize: maximum, clientCorrelationValue } = request.requestHeader
    requireAnswerable(request)
    const correlates = clientCorrelationValue !== undefined || alwaysCorrelates(version)
    const correlation = correlates ? newUniqueIdentifier(services.random) : undefined
    const message = (batchItem: readonly ResponseBatchItem[]): ResponseMessage => ({
      responseHeader: {
        ...headerOf(version, batchItem.length, services.now()),
        ...(correlation && { serverCorrelationValue: correlation }),
      },
      batchItem,
    })
    const requireFits = (items: readonly ResponseBatchItem[]): void => {
      if (maximum !== undefined && encode(writer, message(items)).length > maximum) throw tooLarge
    }
    return message(await processBatch(request, { services, version, principal, requireFits, correlation }))
  }

  /** The answer to a message that is none: one item that says why. */
  const refusal = (bytes: Uint8Array, error: unknown): Uint8Array => {
    const failure = failureOf(error)
    if (!failure) services.fault(error, {})
    const { reason, message } = failure ?? generalFailure
    const version = requestVersion(new TtlvReader(bytes, limits)) ?? '1.0'
    services.done({
      principal: '',
      operation: '',
      version,
      resultStatus: 'OperationFailed',
      resultReason: reason,
      resultMessage: message,
    })
    return encode(writer, {
      responseHeader: headerOf(version, 1, services.now()),
      batchItem: [{ resultStatus: 'OperationFailed', resultReason: reasonIn(version, reason), resultMessage: message }],
    } as ResponseMessage)
  }

  return {
    answerMessage,
    async answerBytes(bytes, principal) {
      try {
        const request = readRequest(new TtlvReader(bytes, limits))
        const message = await answerMessage(request, principal)
        const { maximumResponseSize: maximum, protocolVersion } = request.requestHeader
        return maximum === undefined
          ? encode(writer, message)
          : fitted(message, maximum, writer, versionOf(protocolVersion))
      } catch (error) {
        return refusal(bytes, error)
      }
    },
  }
}
