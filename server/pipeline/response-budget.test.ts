import { expect } from 'chai'
import {
  KmipError,
  protocolVersionOf,
  type ResponseBatchItem,
  type ResponseMessage,
  spokenVersions,
  TtlvWriter,
  writeResponse,
} from '../../codec/index.ts'
import { createResponseBudget } from './response-budget.ts'

const item = (bytes: number): ResponseBatchItem => ({
  operation: 'Decrypt',
  uniqueBatchItemID: Buffer.alloc(32, 1),
  resultStatus: 'Success',
  responsePayload: { uniqueIdentifier: 'a'.repeat(36), data: Buffer.alloc(bytes) },
})

const answerOf = (
  batchItem: readonly ResponseBatchItem[],
  version: (typeof spokenVersions)[number],
): ResponseMessage => ({
  responseHeader: {
    protocolVersion: protocolVersionOf(version),
    timeStamp: new Date(),
    clientCorrelationValue: 'c'.repeat(64),
    serverCorrelationValue: 's'.repeat(36),
    batchCount: batchItem.length,
  },
  batchItem,
})

const sizeOf = (message: ResponseMessage): number => {
  const writer = new TtlvWriter()
  writeResponse(writer, message)
  return writer.finish().length
}

const refusalOf = (attempt: () => void): KmipError => {
  try {
    attempt()
  } catch (error) {
    if (error instanceof KmipError) return error
  }
  throw new Error('it was not refused')
}

/** As many items of a batch as the room takes, then refusals. */
const filled = (
  maximum: number,
  sizes: readonly number[],
  version: (typeof spokenVersions)[number],
): ResponseBatchItem[] => {
  const room = createResponseBudget(maximum, version)
  return sizes.map((size, at) => {
    const success = item(size)
    try {
      room.require(success, sizes.length - at - 1)
      room.take(success)
      return success
    } catch (error) {
      if (!(error instanceof KmipError)) throw error
      const { operation, uniqueBatchItemID } = success
      const refused = {
        operation,
        uniqueBatchItemID,
        resultStatus: 'OperationFailed',
        resultReason: error.reason,
        resultMessage: error.message,
      } as ResponseBatchItem
      room.take(refused)
      return refused
    }
  })
}

describe('room in an answer (KMIP 1.4 §6.3, 2.1 §9.12)', () => {
  it('refuses an item that is larger than the whole answer may be', () => {
    expect(refusalOf(() => createResponseBudget(8192, '1.4').require(item(8192), 0)).reason).to.equal(
      'ResponseTooLarge',
    )
    createResponseBudget(8192, '1.4').require(item(7000), 0)
  })

  it('never lets an answer grow beyond what the client takes, refusals included', () => {
    for (const version of spokenVersions)
      for (const sizes of [[7000, 7000, 7000], [100, 7400, 100, 100], Array.from({ length: 30 }, () => 1000)])
        for (let maximum = 7000; maximum < 9000; maximum += 56) {
          const items = filled(maximum, sizes, version)
          expect(sizeOf(answerOf(items, version)), `${version} ${maximum} ${sizes}`).to.be.at.most(maximum)
        }
  })

  it('lets in what is small behind what is too large', () => {
    const statuses = filled(8192, [100, 9000, 100], '1.4').map(({ resultStatus }) => resultStatus)
    expect(statuses).to.deep.equal(['Success', 'OperationFailed', 'Success'])
  })

  it('bounds the answer to a batch also for a client that names no limit', () => {
    const room = createResponseBudget(undefined, '1.4')
    const attempt = () => {
      for (let behind = 99; behind >= 0; behind--) {
        const large = item(1024 * 1024)
        room.require(large, behind)
        room.take(large)
      }
    }
    expect(refusalOf(attempt).reason).to.equal('ResponseTooLarge')
  })
})
