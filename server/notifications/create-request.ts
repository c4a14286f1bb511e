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
    // KMIP 1.x cannot report a deleted attribute; the new Last Change Date tells of a change.
    ...(hasAttributesByTag(version) && notice.deleted.length && { attributeReference: notice.deleted }),
  }
}

/** The message to a client; `undefined` when the key of a Put has been destroyed. */
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
      // Required in a request of a server (KMIP 1.4 §7.2, 2.1 §9.20), as is its correlation value (2.1 §9.10).
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

/** Why a client refused a notice; `undefined` when it accepted. @throws CodecError for a malformed response */
export const readRefusal = (bytes: Uint8Array): string | undefined => {
  const [item] = readResponse(new TtlvReader(bytes)).batchItem
  if (item?.resultStatus === 'Success') return undefined
  return `${item?.resultReason ?? 'no reason'}: ${item?.resultMessage ?? ''}`
}
