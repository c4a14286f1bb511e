import { expect } from 'chai'
import {
  KmipError,
  protocolVersionOf,
  type ResponseBatchItem,
  type ResponseMessage,
  spokenVersions,
  TtlvWriter,
  type Version,
  writeResponse,
} from '../../codec/index.ts'
import { createResponseBudget } from './response-budget.ts'

const item = (bytes: number): ResponseBatchItem => ({
  operation: 'Decrypt',
  uniqueBatchItemID: Buffer.alloc(32, 1),
  resultStatus: 'Success',
  responsePayload: { uniqueIdentifier: 'a'.repeat(36), data: Buffer.alloc(bytes) },
})

const answerOf = (batchItem: readonly ResponseBatchItem[], version: Version): ResponseMessage => ({
  responseHeader: {
    protocolVersion: protocolVersionOf(version),
    timeStamp: new Date(),
    clientCorrelationValue: 'c'.repeat(64),
    serverCorrelationValue: 's'.repeat(36),
    batchCount: batchItem.length,
  },
  batchItem,
})

/** The room of an answer to so many items. */
const createBudget = (maximum: number | undefined, version: Version, count: number, isContinued = true) =>
  createResponseBudget(
    { createHeader: () => answerOf(Array(count).fill(item(0)), version).responseHeader, maximum },
    Array.from({ length: count }, () => ({
      operation: 'Decrypt',
      uniqueBatchItemID: Buffer.alloc(32, 1),
      requestPayload: { data: Buffer.alloc(1) },
    })),
    isContinued,
  )

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
const filled = (maximum: number, sizes: readonly number[], version: Version): ResponseBatchItem[] => {
  const room = createBudget(maximum, version, sizes.length)
  return sizes.map((size, at) => {
    const success = item(size)
    try {
      room.require(success, at)
      return room.take(success)
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
      return room.take(refused)
    }
  })
}

describe('room in an answer (KMIP 1.4 §6.3, 2.1 §9.12)', () => {
  it('refuses an item that is larger than the whole answer may be', () => {
    expect(refusalOf(() => createBudget(8192, '1.4', 1).require(item(8192), 0)).reason).to.equal('ResponseTooLarge')
    createBudget(8192, '1.4', 1).require(item(7000), 0)
  })

  it('takes an answer of just the size', () => {
    for (const version of spokenVersions) {
      const size = sizeOf(answerOf([item(7000)], version))
      createBudget(size, version, 1).require(item(7000), 0)
      expect(refusalOf(() => createBudget(size - 1, version, 1).require(item(7000), 0)).reason).to.equal(
        'ResponseTooLarge',
      )
    }
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
    const room = createBudget(undefined, '1.4', 100)
    const attempt = () => {
      for (let at = 0; at < 100; at++) {
        const large = item(1024 * 1024)
        room.require(large, at)
        room.take(large)
      }
    }
    expect(refusalOf(attempt).reason).to.equal('ResponseTooLarge')
  })
})
