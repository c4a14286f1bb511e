import { expect } from 'chai'
import {
  type AttributeId,
  type AttributeValues,
  defaultLimits,
  type OperationName,
  protocolVersionOf,
  type RequestOf,
  type ResponseBatchItem,
  type ResponseOf,
  readRequest,
  readResponse,
  TtlvReader,
  TtlvWriter,
  type Version,
  valuesIn,
  writeRequest,
  writeResponse,
} from '../../codec/index.ts'
import type { ServerOptions } from '../create-server.ts'
import { openServerOverStore } from './server-over-store.ts'

export interface Asked {
  readonly version?: Version
  /** The client. Default: `alice`. */
  readonly as?: string
}

/**
 * A server with its own store. Requests and responses pass through TTLV, so each version carries only the fields it
 * has.
 */
export interface Conversation {
  /** Returns the response payload of one item. Fails the test when the server refuses it. */
  ask<N extends OperationName>(operation: N, payload: RequestOf<N>, asked?: Asked): Promise<ResponseOf<N>>
  /** Returns Result Reason and Result Message of one item. Fails the test when it succeeds. */
  refusal<N extends OperationName>(operation: N, payload: RequestOf<N>, asked?: Asked): Promise<[string, string]>
  /** Returns the values of one attribute. */
  values<A extends AttributeId>(uniqueIdentifier: unknown, attribute: A, asked?: Asked): Promise<AttributeValues[A][]>
  /** Internal errors, which clients do not see. */
  readonly faults: unknown[]
  close(): Promise<void>
}

export const openConversation = async (options: Partial<ServerOptions> = {}): Promise<Conversation> => {
  const over = await openServerOverStore(options)

  const answer = async (
    operation: OperationName,
    requestPayload: unknown,
    { version = '2.1', as = 'alice' }: Asked = {},
  ): Promise<ResponseBatchItem> => {
    const requestHeader = { protocolVersion: protocolVersionOf(version), batchCount: 1 }
    const request = new TtlvWriter()
    writeRequest(request, { requestHeader, batchItem: [{ operation, requestPayload } as never] })
    const decoded = readRequest(new TtlvReader(Uint8Array.from(request.finish()), defaultLimits))
    const response = new TtlvWriter()
    writeResponse(response, await over.server.inject(decoded, { id: `CN=${as}` }))
    const { batchItem } = readResponse(new TtlvReader(Uint8Array.from(response.finish()), defaultLimits))
    return batchItem[0] as ResponseBatchItem
  }

  const ask: Conversation['ask'] = async (operation, payload, asked) => {
    const item = await answer(operation, payload, asked)
    expect(item.resultMessage ?? item.resultReason, operation).to.equal(undefined)
    return item.responsePayload as never
  }
  return {
    ask,
    faults: over.faults,
    async refusal(operation, payload, asked) {
      const item = await answer(operation, payload, asked)
      expect(item.resultStatus, operation).to.equal('OperationFailed')
      return [item.resultReason as string, item.resultMessage as string]
    },
    async values(uniqueIdentifier, attribute, asked) {
      const payload = { uniqueIdentifier: uniqueIdentifier as string, attributeReference: [attribute] }
      const { attributes } = await ask('GetAttributes', payload as never, asked)
      return valuesIn(attributes ?? [], attribute)
    },
    async close() {
      await over.close()
      expect(over.faults).to.deep.equal([])
    },
  }
}
