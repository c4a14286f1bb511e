import type { AttributesByKey, ManagedObject, ObjectType } from '../../codec/index.ts'

/** A key pair and its certificate, made for these tests. */
const privateKey =
  'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgYzp4rDU6mXnMIJkn5O0X67TWk82hWpMD90O9BtMcML2hRANCAASyEY0QKPLZnjJ5ANgvIcBnZZcXidWMbAG1xZHT9b+enWnVxi4QsgDb3gEnEfxx4fUZ4Fa8z6du14QOEAN4DgKV'
const publicKey =
  'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEshGNECjy2Z4yeQDYLyHAZ2WXF4nVjGwBtcWR0/W/np1p1cYuELIA294BJxH8ceH1GeBWvM+nbteEDhADeA4ClQ=='
const certificateValue =
  'MIIBeTCCAR+gAwIBAgIUSfZ2FxXDVDzATksQwlOQjkYSuZUwCgYIKoZIzj0EAwIwETEPMA0GA1UEAwwGbWF0cml4MCAXDTI2MTEyNDA4MzEzN1oYDzIxMjYxMDMxMDgzMTM3WjARMQ8wDQYDVQQDDAZtYXRyaXgwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASyEY0QKPLZnjJ5ANgvIcBnZZcXidWMbAG1xZHT9b+enWnVxi4QsgDb3gEnEfxx4fUZ4Fa8z6du14QOEAN4DgKVo1MwUTAdBgNVHQ4EFgQUVyzUnea8Yj9C0UJADAYzThdleWUwHwYDVR0jBBgwFoAUVyzUnea8Yj9C0UJADAYzThdleWUwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiEA1BTXHpe7Q9KiGeH1YyhETpoR4GkglCG4ALIehZQpoisCICpuFHLtL1ftrOsMs+gNzdbIw7dTD7t6LG0uNywUy8bF'

const bytes = (base64: string): Uint8Array => Uint8Array.from(Buffer.from(base64, 'base64'))
const keyBlock = (keyFormatType: string, keyMaterial: Uint8Array, rest: object = {}) => ({
  keyBlock: { keyFormatType, keyValue: { keyMaterial }, ...rest },
})
const ec = { cryptographicAlgorithm: 'EC', cryptographicLength: 256 }
const aes = { cryptographicAlgorithm: 'AES', cryptographicLength: 256 }

interface Sample {
  readonly object: ManagedObject
  readonly attributes: AttributesByKey
}

const createSample = (object: unknown, attributes: AttributesByKey = {}): Sample => ({
  object: object as ManagedObject,
  attributes: { contactInformation: 'ops', ...attributes },
})
/** Without a limit that matters, so that Get Usage Allocation has something to take from. */
const usageLimits = { usageLimitsTotal: 1000n, usageLimitsCount: 1000n, usageLimitsUnit: 'Byte' } as const

/** One object of each type, as a client registers it. */
export const samples: Readonly<Partial<Record<ObjectType, Sample>>> = {
  SymmetricKey: createSample(
    { symmetricKey: keyBlock('Raw', new Uint8Array(32).fill(7), aes) },
    { cryptographicUsageMask: ['Encrypt', 'Decrypt', 'DeriveKey', 'MACGenerate', 'MACVerify'], usageLimits },
  ),
  PrivateKey: createSample(
    { privateKey: keyBlock('PKCS_8', bytes(privateKey), ec) },
    { cryptographicUsageMask: ['Sign'], usageLimits },
  ),
  PublicKey: createSample(
    { publicKey: keyBlock('X_509', bytes(publicKey), ec) },
    { cryptographicUsageMask: ['Verify', 'Encrypt'], usageLimits },
  ),
  Certificate: createSample(
    { certificate: { certificateType: 'X_509', certificateValue: bytes(certificateValue) } },
    { cryptographicUsageMask: ['Verify'] },
  ),
  SecretData: createSample(
    { secretData: { secretDataType: 'Password', ...keyBlock('Raw', new Uint8Array(16).fill(9)) } },
    { cryptographicUsageMask: ['DeriveKey'] },
  ),
  OpaqueObject: createSample({
    opaqueObject: { opaqueDataType: '0x80000001', opaqueDataValue: new Uint8Array(4).fill(1) },
  }),
  Template: createSample({ template: { attributes: [] } }),
}
