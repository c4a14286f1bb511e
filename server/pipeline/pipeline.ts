import {
  CodecError,
  KmipError,
  type Limits,
  protocolVersionOf,
  type Reader,
  type RequestMessage,
  type ResponseBatchItem,
  type ResponseHeader,
  type ResponseMessage,
  readRequest,
  TtlvReader,
  TtlvWriter,
  translateReason,
  type Version,
  versionOf,
  writeResponse,
} from '../../codec/index.ts'
import { alwaysCorrelates } from '../../codec/kmip/version.ts'
import { peekRequestVersion } from '../../codec/kmip/wire-message.ts'
import { createUniqueIdentifier } from '../attributes/create-unique-identifier.ts'
import type { Peer } from '../handler/scope.ts'
import type { Identified } from '../identity/authenticate.ts'
import type { Principal } from '../identity/principal.ts'
import type { Awaitable } from '../store/store.ts'
import type { Batch } from './batch.ts'
import { describeFailure, generalFailure } from './describe-failure.ts'
import { numberRequest } from './number-request.ts'
import { processBatch, refuseBatch } from './process-batch.ts'
import type { Services } from './services.ts'
import type { TextEncoding } from './text-encoding.ts'

/** Turns a request into its response. */
export interface Pipeline {
  /**
   * Bytes of one whole message → bytes of one whole message, in TTLV or the given encoding, for the principal of a
   * certificate. Synchronous if nothing is awaited. Never throws or rejects.
   */
  answerBytes(bytes: Uint8Array, certificate: Principal, encoding?: TextEncoding, peer?: Peer): Awaitable<Uint8Array>
  /** A decoded request → its response, without the wire: for tests and embedding. */
  answerMessage(request: RequestMessage, certificate: Principal): Promise<ResponseMessage>
}

const createHeader = (version: Version, batchCount: number, now: Date): ResponseHeader => ({
  protocolVersion: protocolVersionOf(version),
  timeStamp: now,
  batchCount,
})

/** Copies the bytes: the next response overwrites the writer's buffer while these are still being sent. */
const encodeTtlv = (writer: TtlvWriter, message: ResponseMessage): Uint8Array => {
  try {
    writeResponse(writer, message)
    return writer.finish().slice()
  } finally {
    // Also after a failure, which leaves a partial message in the writer.
    writer.reset()
  }
}

/** Set Endpoint Role stands alone in its request: another item could still fail after it (KMIP 2.1 §6.1.54). */
const requireSoleEndpointRole = ({ batchItem }: RequestMessage): void => {
  if (batchItem.length > 1 && batchItem.some(({ operation }) => operation === 'SetEndpointRole'))
    throw new KmipError('InvalidField', 'Send Set Endpoint Role in a request of its own.')
}

const requireBatchCount = ({ requestHeader, batchItem }: RequestMessage): void => {
  if (requestHeader.batchCount !== batchItem.length)
    throw new KmipError(
      'InvalidMessage',
      `Batch Count is ${requestHeader.batchCount}, but there are ${batchItem.length} items.`,
    )
}

/** An unknown critical extension in one item fails the whole message: KMIP 1.4 §6.16, 2.1 §9.13. */
const requireUnderstood = ({ batchItem }: RequestMessage): void => {
  for (const { messageExtension } of batchItem)
    for (const { vendorIdentification, criticalityIndicator } of messageExtension ?? [])
      if (criticalityIndicator)
        throw new KmipError(
          'UnknownMessageExtension',
          `The critical message extension of ${vendorIdentification} is not supported.`,
        )
}

/** The Time Stamp is optional; a server may refuse one too far from its own clock. KMIP 1.4 §6.5, 2.1 §9.20. */
const requireTimely = ({ requestHeader }: RequestMessage, { now, timeStampTolerance }: Services): void => {
  const { timeStamp } = requestHeader
  if (timeStampTolerance === undefined || timeStamp === undefined) return
  const difference = Math.abs(timeStamp.getTime() - now().getTime()) / 1000
  // A Time Stamp has whole seconds.
  if (Math.floor(difference) > timeStampTolerance)
    throw new KmipError(
      'InvalidMessage',
      `The Time Stamp is more than ${timeStampTolerance} seconds off the server's clock: set the client's clock.`,
    )
}

export const createPipeline = (services: Services, limits: Limits): Pipeline => {
  const writer = new TtlvWriter()

  /** Identifies the principal by certificate and credential. */
  const identify = (
    { requestHeader, batchItem }: RequestMessage,
    certificate: Principal,
    peer: Peer | undefined,
  ): Awaitable<Identified> => {
    if (requestHeader.authenticationFault) throw requestHeader.authenticationFault
    return services.authenticate(certificate, requestHeader.authentication, batchItem, peer?.address)
  }

  const answer = (request: RequestMessage, certificate: Principal, peer?: Peer): Awaitable<ResponseMessage> => {
    const { protocolVersion, maximumResponseSize, clientCorrelationValue } = request.requestHeader
    const version = versionOf(protocolVersion)
    requireBatchCount(request)
    const numbered = numberRequest(request.batchItem)
    const correlates = clientCorrelationValue !== undefined || alwaysCorrelates(version)
    const correlation = correlates ? createUniqueIdentifier(services.random, services.now()) : undefined
    const createResponseHeader = (batchCount: number, hashed: Uint8Array | undefined): ResponseHeader => ({
      protocolVersion,
      timeStamp: services.now(),
      ...(hashed && { serverHashedPassword: hashed }),
      serverCorrelationValue: correlation,
      batchCount,
    })
    const createMessage = (batchItem: readonly ResponseBatchItem[], hashed?: Uint8Array): ResponseMessage => ({
      responseHeader: createResponseHeader(batchItem.length, hashed),
      batchItem,
    })
    const createBatch = (principal: Principal, hashed?: Uint8Array): Batch => ({
      ...{ services, version, principal, peer, correlation },
      limit: {
        createHeader: () => createResponseHeader(request.batchItem.length, hashed),
        maximum: maximumResponseSize,
      },
      clientCorrelation: clientCorrelationValue,
      ...numbered,
    })
    const refuse = (error: unknown) => createMessage(refuseBatch(request, error, createBatch(certificate)))
    const processItems = ({ principal, serverHashedPassword }: Identified): Awaitable<ResponseMessage> => {
      const items = processBatch(request, createBatch(principal, serverHashedPassword))
      return items instanceof Promise
        ? items.then((later) => createMessage(later, serverHashedPassword))
        : createMessage(items, serverHashedPassword)
    }
    let identified: Awaitable<Identified>
    try {
      requireUnderstood(request)
      requireSoleEndpointRole(request)
      requireTimely(request, services)
      services.requireCurrent(peer)
      services.audit.requireWritable()
      identified = identify(request, certificate, peer)
    } catch (error) {
      return refuse(error)
    }
    return identified instanceof Promise ? identified.then(processItems, refuse) : processItems(identified)
  }

  const createReader = (bytes: Uint8Array, encoding: TextEncoding | undefined): Reader =>
    encoding ? encoding.createReader(bytes, limits) : new TtlvReader(bytes, limits)

  const encode = (message: ResponseMessage, encoding: TextEncoding | undefined): Uint8Array => {
    try {
      return encoding ? encoding.encode(message) : encodeTtlv(writer, message)
    } catch (cause) {
      // A plain Error, so that a CodecError here is reported as a fault of the server.
      throw new Error(`a response cannot be encoded: ${(cause as Error).message}`, { cause })
    }
  }

  const readVersion = (bytes: Uint8Array, encoding: TextEncoding | undefined): Version => {
    try {
      return peekRequestVersion(createReader(bytes, encoding)) ?? '1.0'
    } catch (error) {
      if (error instanceof CodecError) return '1.0'
      throw error
    }
  }

  /** Answers a malformed message with one failed item. */
  const refuseMessage = (
    bytes: Uint8Array,
    error: unknown,
    certificate: Principal,
    encoding?: TextEncoding,
    peer?: Peer,
  ): Uint8Array => {
    const failure = describeFailure(error)
    if (!failure) services.reportFault(error, { peer: peer?.address })
    const { reason, message } = failure ?? generalFailure
    const version = readVersion(bytes, encoding)
    const event = {
      principal: certificate.id,
      peer: peer?.address,
      operation: '',
      version,
      resultStatus: 'OperationFailed',
      resultReason: reason,
      resultMessage: message,
    }
    const response = {
      resultStatus: 'OperationFailed',
      resultReason: translateReason(version, reason),
      resultMessage: message,
    } as ResponseBatchItem
    services.reportItem(event)
    services.audit.add({ event, response, batch: { peer, ...numberRequest([]) } })
    return encode({ responseHeader: createHeader(version, 1, services.now()), batchItem: [response] }, encoding)
  }

  return {
    answerMessage: async (request, certificate) => answer(request, certificate),
    answerBytes(bytes, certificate, encoding, peer) {
      try {
        const message = answer(readRequest(createReader(bytes, encoding), { unassigned: 'refused' }), certificate, peer)
        return message instanceof Promise
          ? message
              .then((whole) => encode(whole, encoding))
              .catch((error: unknown) => refuseMessage(bytes, error, certificate, encoding, peer))
          : encode(message, encoding)
      } catch (error) {
        return refuseMessage(bytes, error, certificate, encoding, peer)
      }
    },
  }
}
