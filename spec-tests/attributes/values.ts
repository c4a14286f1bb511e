import type { AttributeId } from '../../codec/index.ts'

const at = (year: number) => new Date(`${year}-01-01T00:00:00Z`)
const vendor = (value: string) => ({
  vendorIdentification: 'x',
  attributeName: 'Shelf',
  attributeValue: { tag: 0x42000b, type: 'TextString', value },
})
const link = (linkType: string) => ({ linkType, linkedObjectIdentifier: 'b4f1c5a0-0000-4000-8000-000000000000' })
const name = (nameValue: string) => ({ nameValue, nameType: 'UninterpretedTextString' })
const limits = (usageLimitsTotal: bigint) => ({ usageLimitsTotal, usageLimitsUnit: 'Byte' })

/** Two values of each attribute that a client may set, good for an object that is Pre-Active. */
export const settable: Readonly<Partial<Record<AttributeId, readonly [unknown, unknown]>>> = {
  ActivationDate: [at(2060), at(2061)],
  AlternativeName: [
    { alternativeNameValue: 'a', alternativeNameType: 'UninterpretedTextString' },
    { alternativeNameValue: 'b', alternativeNameType: 'URI' },
  ],
  ApplicationSpecificInformation: [
    { applicationNamespace: 'n', applicationData: 'a' },
    { applicationNamespace: 'n', applicationData: 'b' },
  ],
  Attribute: [vendor('a'), vendor('b')],
  Comment: ['a', 'b'],
  ContactInformation: ['a', 'b'],
  CryptographicDomainParameters: [{ recommendedCurve: 'P_256' }, { recommendedCurve: 'P_384' }],
  CryptographicParameters: [{ blockCipherMode: 'CBC' }, { blockCipherMode: 'GCM' }],
  CryptographicUsageMask: [['Encrypt'], ['Decrypt']],
  DeactivationDate: [at(2070), at(2071)],
  Description: ['a', 'b'],
  Extractable: [true, false],
  Fresh: [true, false],
  KeyFormatType: ['Raw', 'Opaque'],
  KeyValueLocation: [
    { keyValueLocationValue: 'a', keyValueLocationType: 'UninterpretedTextString' },
    { keyValueLocationValue: 'b', keyValueLocationType: 'URI' },
  ],
  KeyValuePresent: [true, false],
  Link: [link('ParentLink'), link('ChildLink')],
  NISTKeyType: ['SymmetricDataEncryptionKey', 'SymmetricKeyWrappingKey'],
  Name: [name('a'), name('b')],
  ObjectGroup: ['a', 'b'],
  OperationPolicyName: ['default', 'other'],
  OriginalCreationDate: [at(2001), at(2002)],
  PKCS_12FriendlyName: ['a', 'b'],
  ProcessStartDate: [at(2062), at(2063)],
  ProtectStopDate: [at(2062), at(2063)],
  ProtectionLevel: ['High', 'Low'],
  ProtectionPeriod: [5, 6],
  ProtectionStorageMask: [['Software'], ['Software']],
  QuantumSafe: [false, true],
  RandomNumberGenerator: [{ rngAlgorithm: 'DRBG' }, { rngAlgorithm: 'NRBG' }],
  RotateAutomatic: [false, true],
  RotateInterval: [7200, 9999],
  RotateName: [
    { rotateNameValue: 'a', rotateNameType: 'UninterpretedTextString' },
    { rotateNameValue: 'b', rotateNameType: 'URI' },
  ],
  RotateOffset: [5, 6],
  Sensitive: [true, false],
  UsageLimits: [limits(100n), limits(200n)],
}
