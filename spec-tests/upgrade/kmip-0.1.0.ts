import type { AttributeInstance as Instance, ManagedObject, ObjectType } from '../../codec/index.ts'
import type { Constraints, DefaultsInformation } from '../../codec/kmip/structure/constraints.ts'
import type { RequestRecord } from '../../server/asynchronous/request-record.ts'
import type { Notice } from '../../server/notifications/notice.ts'
import type { AttributeInstance, StoredObject } from '../../server/store/store.ts'

/** What `kmip-0.1.0.db.gz` holds. Only types are imported: the release that writes it runs this file too. */

const bytes = (size: number, first = 1): Uint8Array => Uint8Array.from({ length: size }, (_, i) => (first + i) & 0xff)
const date = (text: string): Date => new Date(`${text}Z`)

let count = 0
const instance = <A extends Instance['attribute']>(
  attribute: A,
  value: Extract<Instance, { attribute: A }>['value'],
  index = 0,
): AttributeInstance => ({ attribute, index, value }) as AttributeInstance

const createStored = (
  objectType: ObjectType,
  object: ManagedObject | undefined,
  attributes: readonly AttributeInstance[] = [],
  owner = 'alice',
): StoredObject => {
  count += 1
  const uniqueIdentifier = `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`
  return {
    uniqueIdentifier,
    objectType,
    owner,
    revision: 1,
    attributes: [instance('UniqueIdentifier', uniqueIdentifier), instance('ObjectType', objectType), ...attributes],
    ...(object && { object }),
  }
}

const symmetric: readonly AttributeInstance[] = [
  instance('Name', { nameValue: 'orders', nameType: 'UninterpretedTextString' }),
  instance('Name', { nameValue: 'urn:orders', nameType: 'URI' }, 1),
  instance('CryptographicAlgorithm', 'AES'),
  instance('CryptographicLength', 256),
  instance('CryptographicUsageMask', ['Encrypt', 'Decrypt']),
  instance('CryptographicParameters', {
    blockCipherMode: 'GCM',
    cryptographicAlgorithm: 'AES',
    randomIV: true,
    ivLength: 96,
    tagLength: 16,
  }),
  instance('CryptographicParameters', { paddingMethod: 'PKCS5', pSource: bytes(4) }, 1),
  instance('Digest', { hashingAlgorithm: 'SHA_256', digestValue: bytes(32, 7), keyFormatType: 'Raw' }),
  instance('UsageLimits', { usageLimitsTotal: 2n ** 40n, usageLimitsCount: 5n, usageLimitsUnit: 'Byte' }),
  instance('State', 'Active'),
  instance('InitialDate', date('2026-01-02T03:04:05')),
  instance('ActivationDate', date('2026-01-02T03:04:06')),
  instance('LastChangeDate', date('2026-01-02T03:04:07')),
  instance('LeaseTime', 3600),
  instance('ObjectGroup', 'databases'),
  instance('ObjectGroup', 'production', 1),
  instance('Fresh', false),
  instance('Link', { linkType: 'ReplacedObjectLink', linkedObjectIdentifier: 'elsewhere' }),
  instance('ApplicationSpecificInformation', { applicationNamespace: 'pg', applicationData: 'cluster 1' }),
  instance('ContactInformation', 'dba@example.org'),
  instance('AlternativeName', {
    alternativeNameValue: 'the key of orders',
    alternativeNameType: 'UninterpretedTextString',
  }),
  instance('Sensitive', true),
  instance('Extractable', true),
  instance('RandomNumberGenerator', { rngAlgorithm: 'Unspecified' }),
  instance('KeyValuePresent', true),
  instance('RotateInterval', 86_400),
  instance('RotateAutomatic', true),
  instance('Attribute', {
    vendorIdentification: 'x',
    attributeName: 'Shelf',
    attributeValue: { tag: 0x42_00_0b, type: 'TextString', value: 'third' },
  }),
]

const keyBlock = { keyFormatType: 'Raw', keyValue: { keyMaterial: bytes(32) } } as const

/** In the order of their creation. */
export const objects: readonly StoredObject[] = [
  createStored(
    'SymmetricKey',
    { symmetricKey: { keyBlock: { ...keyBlock, cryptographicAlgorithm: 'AES', cryptographicLength: 256 } } },
    symmetric,
  ),
  createStored('SymmetricKey', {
    symmetricKey: {
      keyBlock: {
        keyFormatType: 'Raw',
        keyValue: bytes(40, 9),
        cryptographicAlgorithm: 'AES',
        cryptographicLength: 256,
        keyWrappingData: {
          wrappingMethod: 'Encrypt',
          encryptionKeyInformation: {
            uniqueIdentifier: 'kek',
            cryptographicParameters: { blockCipherMode: 'NISTKeyWrap' },
          },
          encodingOption: 'NoEncoding',
        },
      },
    },
  }),
  createStored('SymmetricKey', {
    symmetricKey: {
      keyBlock: {
        keyFormatType: 'TransparentSymmetricKey',
        keyValue: {
          keyMaterial: { key: bytes(16) },
          attributes: [
            { attribute: 'CryptographicAlgorithm', value: 'AES' },
            { attribute: 'Comment', value: 'in the Key Value' },
          ],
        },
      },
    },
  }),
  createStored('PrivateKey', {
    privateKey: {
      keyBlock: {
        keyFormatType: 'TransparentRSAPrivateKey',
        keyValue: { keyMaterial: { modulus: 2n ** 1023n + 1n, privateExponent: 3n, publicExponent: 65537n } },
        cryptographicAlgorithm: 'RSA',
        cryptographicLength: 1024,
      },
    },
  }),
  createStored('PublicKey', {
    publicKey: {
      keyBlock: {
        keyFormatType: 'TransparentECPublicKey',
        keyValue: { keyMaterial: { recommendedCurve: 'P_256', qString: bytes(65, 4) } },
        cryptographicAlgorithm: 'EC',
        cryptographicLength: 256,
      },
    },
  }),
  createStored(
    'Certificate',
    { certificate: { certificateType: 'X_509', certificateValue: bytes(300) } },
    [
      instance('CertificateType', 'X_509'),
      instance('CertificateLength', 300),
      instance('CertificateSubjectCN', 'db.example.org'),
      instance('DigitalSignatureAlgorithm', 'ECDSAWithSHA256'),
    ],
    'bob',
  ),
  createStored('CertificateRequest', {
    certificateRequest: { certificateRequestType: 'PKCS_10', certificateRequestValue: bytes(200) },
  }),
  createStored('SecretData', {
    secretData: { secretDataType: 'Password', keyBlock: { ...keyBlock, keyFormatType: 'Opaque' } },
  }),
  createStored('OpaqueObject', { opaqueObject: { opaqueDataType: '0x80000001', opaqueDataValue: bytes(20) } }),
  createStored('SplitKey', {
    splitKey: {
      splitKeyParts: 3,
      keyPartIdentifier: 1,
      splitKeyThreshold: 2,
      splitKeyMethod: 'PolynomialSharingPrimeField',
      primeFieldSize: 2n ** 127n - 1n,
      keyBlock,
    },
  }),
  createStored('PGPKey', { pgpKey: { pgpKeyVersion: 4, keyBlock } }),
  createStored('Template', {
    template: {
      attributes: [
        { attribute: 'CryptographicAlgorithm', value: 'AES' },
        { attribute: 'CryptographicLength', value: 128 },
      ],
    },
  }),
  createStored('SymmetricKey', undefined, [
    instance('State', 'Destroyed'),
    instance('DestroyDate', date('2026-02-03T04:05:06')),
    instance('RevocationReason', { revocationReasonCode: 'CessationOfOperation', revocationMessage: 'no more' }),
  ]),
]

export const defaults: DefaultsInformation = {
  objectDefaults: [
    {
      objectTypes: { objectType: ['SymmetricKey'] },
      attributes: [
        { attribute: 'CryptographicLength', value: 256 },
        { attribute: 'CryptographicUsageMask', value: ['Encrypt', 'Decrypt'] },
      ],
    },
  ],
}

export const constraints: Constraints = {
  constraint: [
    {
      objectTypes: { objectType: ['SymmetricKey'] },
      attributes: [{ attribute: 'CryptographicAlgorithm', value: 'AES' }],
    },
  ],
}

export const requestKey = '000102030405060708090a0b0c0d0e0f'

/** A Create that is to be answered by Poll. */
export const request: RequestRecord = {
  batch: 'b0',
  position: 0,
  items: 1,
  continuation: 'Stop',
  version: '2.1',
  principal: { id: 'alice' },
  correlation: undefined,
  clientCorrelation: 'c1',
  submitted: date('2026-03-04T05:06:07'),
  restarts: 1,
  item: {
    operation: 'Create',
    uniqueBatchItemID: bytes(4),
    requestPayload: {
      objectType: 'SymmetricKey',
      attributes: [
        { attribute: 'CryptographicAlgorithm', value: 'AES' },
        { attribute: 'CryptographicLength', value: 256 },
      ],
    },
  },
}

export const notice: Notice = {
  operation: 'Notify',
  uniqueIdentifier: '00000000-0000-4000-8000-000000000001',
  attributes: [instance('State', 'Active')],
  deleted: ['Comment', { vendorIdentification: 'x', attributeName: 'Shelf' }],
}

/** Fingerprint of a certificate, and the connection that replaced it. */
export const replaced = { key: 'AA:BB:CC', content: 'connection 7' } as const
/** When the first object is to be rotated. */
export const rotationDue: Date = date('2026-05-06T07:08:09')
export const auditEvent = { operation: 'Create', principal: 'alice' } as const
