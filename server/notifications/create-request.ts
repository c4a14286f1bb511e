import {
  protocolVersionOf,
  type RequestBatchItem,
  readResponse,
  TtlvReader,
  TtlvWriter,
  type Version,
} from '../../codec/index.ts'
import { alwaysCorrelates, hasAttributesByTag } from '../../codec/kmip/version.ts'
import { writeServerRequest } from '../../codec/kmip/wire-message.ts'
import { listVisibleAttributes, omitZeroIndex } from '../attributes/visible-attributes.ts'
import type { StoredObject } from '../store/store.ts'
import type { Notice } from './notice.ts'

const createPayload = (notice: Notice, object: StoredObject, version: Version): unknown => {
  const { uniqueIdentifier } = notice
  if (notice.operation === 'Put')
    return {
      uniqueIdentifier,
      putFunction: notice.replaced === undefined ? 'New' : 'Replace',
      ...(notice.replaced !== undefined && { replacedUniqueIdentifier: notice.replaced }),
      object: object.object,
      attributes: listVisibleAttributes(object, version).map(omitZeroIndex),
    }
  const changed = listVisibleAttributes({ ...object, attributes: notice.attributes }, version)
  return {
    uniqueIdentifier,
    attributes: changed.map(omitZeroIndex),
    // In 1.x there is no way to say that an attribute is gone: its Last Change Date says that something is.
    ...(hasAttributesByTag(version) && notice.deleted.length && { attributeReference: notice.deleted }),
  }
}

/** The message to a client; `undefined` when there is nothing left to say: the key of a Put has been destroyed. */
export const createRequest = (
  notice: Notice,
  object: StoredObject,
  version: Version,
  { now, correlation }: { readonly now: Date; readonly correlation: string },
): Uint8Array | undefined => {
  if (notice.operation === 'Put' && !object.object) return undefined
  const writer = new TtlvWriter()
  writeServerRequest(writer, {
    requestHeader: {
      protocolVersion: protocolVersionOf(version),
      // Required in what a server sends (KMIP 1.4 §7.2, 2.1 §9.20); its correlation value is in the request (2.1 §9.10).
      ...(alwaysCorrelates(version) && { serverCorrelationValue: correlation }),
      timeStamp: now,
      batchCount: 1,
    },
    batchItem: [
      { operation: notice.operation, requestPayload: createPayload(notice, object, version) } as RequestBatchItem,
    ],
  })
  return writer.finish().slice()
}

/** Why a client did not take a notice; `undefined` when it did. @throws CodecError for what is no answer */
export const readRefusal = (bytes: Uint8Array): string | undefined => {
  const [item] = readResponse(new TtlvReader(bytes)).batchItem
  if (item?.resultStatus === 'Success') return undefined
  return `${item?.resultReason ?? 'no reason'}: ${item?.resultMessage ?? ''}`
}
