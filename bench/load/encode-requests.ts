import { attributeList, protocolVersionOf, type RequestBatchItem, TtlvWriter, writeRequest } from '../../codec/index.ts'

const message = (item: object): Buffer => {
  const writer = new TtlvWriter()
  writeRequest(writer, {
    requestHeader: { protocolVersion: protocolVersionOf('1.4'), batchCount: 1 },
    batchItem: [item as RequestBatchItem],
  })
  return Buffer.from(writer.finish())
}

/** What the load client sends, in KMIP 1.4: the bytes of one message each. */
export const getRequest = (uniqueIdentifier: string): Buffer =>
  message({ operation: 'Get', requestPayload: { uniqueIdentifier } })

export const createRequest = (): Buffer =>
  message({
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

export const locateRequest = (name: string): Buffer =>
  message({ operation: 'Locate', requestPayload: { attributes: attributeList({ name }) } })

/** Encrypt in AES-GCM with an IV that the server makes. */
export const encryptRequest = (uniqueIdentifier: string, data: Uint8Array): Buffer =>
  message({
    operation: 'Encrypt',
    requestPayload: {
      uniqueIdentifier,
      cryptographicParameters: { blockCipherMode: 'GCM', tagLength: 16, randomIV: true },
      data,
    },
  })

/** Result Status Success, as it stands in an answer: tag, type, length, value. */
export const success = '42007f050000000400000000'
