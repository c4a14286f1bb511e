import { attributeList, protocolVersionOf, type RequestBatchItem, TtlvWriter, writeRequest } from '../../codec/index.ts'

const encodeRequest = (batchItem: RequestBatchItem): Buffer => {
  const writer = new TtlvWriter()
  writeRequest(writer, {
    requestHeader: { protocolVersion: protocolVersionOf('1.4'), batchCount: 1 },
    batchItem: [batchItem],
  })
  return Buffer.from(writer.finish())
}

/** One message each, in KMIP 1.4. */
export const encodeGet = (uniqueIdentifier: string): Buffer =>
  encodeRequest({ operation: 'Get', requestPayload: { uniqueIdentifier } })

export const encodeCreate = (): Buffer =>
  encodeRequest({
    operation: 'Create',
    requestPayload: {
      objectType: 'SymmetricKey',
      attributes: attributeList({
        cryptographicAlgorithm: 'AES',
        cryptographicLength: 256,
        cryptographicUsageMask: ['Encrypt', 'Decrypt'],
      }),
    },
  })

export const encodeLocate = (name: string): Buffer =>
  encodeRequest({ operation: 'Locate', requestPayload: { attributes: attributeList({ name }) } })

/** Encrypt in AES-GCM; the server makes the IV. */
export const encodeEncrypt = (uniqueIdentifier: string, data: Uint8Array): Buffer =>
  encodeRequest({
    operation: 'Encrypt',
    requestPayload: {
      uniqueIdentifier,
      cryptographicParameters: { blockCipherMode: 'GCM', tagLength: 16, randomIV: true },
      data,
    },
  })

/** Result Status Success in TTLV, in hexadecimal digits: tag, type, length, value. */
export const success = '42007f050000000400000000'
