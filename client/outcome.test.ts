import { expect } from 'chai'
import type { ResponseMessage } from '../codec/index.ts'
import { KmipResponseError, ProtocolError } from './error.ts'
import { item } from './item.ts'
import { responsesOf, toOutcomes } from './outcome.ts'
import { toBatchItemId } from './request-message.ts'

const requests = [item.create({ objectType: 'SymmetricKey' }), item.activate(), item.get()] as const
const done = (operation: string, at: number, responsePayload: object = {}) => ({
  operation,
  uniqueBatchItemID: toBatchItemId(at),
  resultStatus: 'Success',
  responsePayload,
})
const failed = (operation: string, at: number, resultStatus = 'OperationFailed') => ({
  operation,
  uniqueBatchItemID: toBatchItemId(at),
  resultStatus,
  resultReason: 'IllegalOperation',
  resultMessage: 'not now',
})
const outcomes = (...batchItem: object[]) => toOutcomes(requests, { batchItem } as unknown as ResponseMessage)
const statuses = (...batchItem: object[]) =>
  outcomes(...batchItem).map((each) => (each.ok ? 'Success' : (each.error.resultStatus ?? 'not reached')))

describe('the outcomes of a batch', () => {
  it('are in the order of the request, in whatever order the answers came', () => {
    const made = outcomes(done('Get', 2), done('Create', 0, { uniqueIdentifier: 'k' }), done('Activate', 1))
    expect(made.map(({ operation }) => operation)).to.deep.equal(['Create', 'Activate', 'Get'])
    expect(made[0]).to.deep.include({ ok: true, response: { uniqueIdentifier: 'k' } })
  })

  // KMIP 1.4 §4: with Stop, the items behind the one that failed have no answer.
  it('Stop: a skipped item says so', () => {
    expect(statuses(done('Create', 0), failed('Activate', 1))).to.deep.equal([
      'Success',
      'OperationFailed',
      'not reached',
    ])
    const [, , get] = outcomes(done('Create', 0), failed('Activate', 1))
    expect(get).to.have.nested.property('error.message').that.includes('Get was skipped')
  })

  it('Undo: what was undone says so, and the failure behind it is the one thrown', () => {
    const undone = outcomes(failed('Create', 0, 'OperationUndone'), failed('Activate', 1))
    expect(undone[0]).to.have.nested.property('error.message').that.includes('Create was undone')
    expect(() => responsesOf(undone)).to.throw(KmipResponseError, 'Activate failed: IllegalOperation: not now')
  })

  it('without batch item identifiers they are paired by position', () => {
    const bare = ({ uniqueBatchItemID: _, ...rest }: ReturnType<typeof done>) => rest
    expect(statuses(bare(done('Create', 0)), bare(done('Activate', 0)), bare(done('Get', 0)))).to.deep.equal([
      'Success',
      'Success',
      'Success',
    ])
  })

  it('Poll gives the response of the operation that it polled for', () => {
    const polled = [item.poll({ asynchronousCorrelationValue: new Uint8Array(8) })]
    const answered = { batchItem: [done('Locate', 0, { uniqueIdentifier: ['k'] })] } as unknown as ResponseMessage
    expect(toOutcomes(polled, answered)[0]).to.deep.include({ ok: true, response: { uniqueIdentifier: ['k'] } })
  })

  it('a message refused as a whole throws', () => {
    const refusal = { resultStatus: 'OperationFailed', resultReason: 'InvalidMessage', resultMessage: 'no' }
    expect(() => outcomes(refusal)).to.throw(KmipResponseError, 'Create failed: InvalidMessage: no')
  })

  it('answers that do not match throw', () => {
    expect(() => outcomes(done('Create', 0), done('Activate', 1), done('Get', 2), done('Get', 3))).to.throw(
      ProtocolError,
    )
    expect(() => outcomes(done('Destroy', 0))).to.throw(ProtocolError, 'Destroy for Create')
  })

  it('a pending operation gives what to poll for', () => {
    const pending = { ...failed('Create', 0, 'OperationPending'), asynchronousCorrelationValue: Uint8Array.of(7) }
    const [create] = outcomes(pending)
    expect(create).to.have.nested.property('error.asynchronousCorrelationValue').that.deep.equals(Uint8Array.of(7))
  })
})
