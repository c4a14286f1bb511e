import { type AttributeInstance, attributeList, type ResponseMessage } from '../../codec/index.ts'

const uniqueIdentifier = '5f0d6c33-8a2f-4c3d-9a41-0b7c2f1e9d10'
const date = new Date('2026-11-24T04:15:00Z')

const createResponse = (batchItem: ResponseMessage['batchItem'][number]): ResponseMessage => ({
  responseHeader: {
    protocolVersion: { protocolVersionMajor: 1, protocolVersionMinor: 4 },
    timeStamp: date,
    batchCount: 1,
  },
  batchItem: [batchItem],
})

const createGetResponse = (length: number): ResponseMessage =>
  createResponse({
    operation: 'Get',
    resultStatus: 'Success',
    responsePayload: {
      objectType: 'SymmetricKey',
      uniqueIdentifier,
      object: {
        symmetricKey: {
          keyBlock: {
            keyFormatType: 'Raw',
            keyValue: { keyMaterial: new Uint8Array(length).map((_, i) => i * 7) },
            cryptographicAlgorithm: 'AES',
            cryptographicLength: 256,
          },
        },
      },
    },
  })

const createVendorAttribute = (index: number): AttributeInstance => ({
  attribute: 'Attribute',
  value: {
    vendorIdentification: 'x',
    attributeName: `Tablespace-${index}`,
    attributeValue: { tag: 0x42000b, type: 'TextString', value: `base/16384/${2600 + index}` },
  },
})

/** Attributes of a key in use: those that a server sets, names, applications and vendor attributes. */
const createFiftyAttributes = (): AttributeInstance[] => [
  ...attributeList({
    uniqueIdentifier,
    name: Array.from({ length: 12 }, (_, i) => `tenant-${i}/database-key`),
    objectType: 'SymmetricKey',
    applicationSpecificInformation: Array.from({ length: 8 }, (_, i) => ({
      applicationNamespace: 'ssl',
      applicationData: `www-${i}.example.com`,
    })),
    cryptographicAlgorithm: 'AES',
    cryptographicLength: 256,
    cryptographicParameters: { blockCipherMode: 'GCM', paddingMethod: 'None', randomIV: true, tagLength: 16 },
    cryptographicUsageMask: ['Encrypt', 'Decrypt'],
    digest: {
      hashingAlgorithm: 'SHA_256',
      digestValue: new Uint8Array(32).fill(9),
      keyFormatType: 'Raw',
    },
    leaseTime: 3600,
    state: 'Active',
    initialDate: date,
    activationDate: date,
    lastChangeDate: date,
    originalCreationDate: date,
    objectGroup: 'databases',
    fresh: false,
    sensitive: true,
    alwaysSensitive: true,
    extractable: true,
    neverExtractable: false,
  }),
  ...Array.from({ length: 11 }, (_, i) => createVendorAttribute(i)),
]

export const codecMessages: Readonly<Record<string, ResponseMessage>> = {
  'Get response, 32-byte key': createGetResponse(32),
  'Get Attributes response, 50 attributes': createResponse({
    operation: 'GetAttributes',
    resultStatus: 'Success',
    responsePayload: { uniqueIdentifier, attributes: createFiftyAttributes() },
  }),
  'Get response, 4 KiB key': createGetResponse(4096),
}
