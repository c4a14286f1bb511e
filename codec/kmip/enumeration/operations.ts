import { enumeration, type NamesOf } from '../../schema/enumeration.ts'

/** Adjustment Type. KMIP 2.1 §11.1. */
export const AdjustmentType = enumeration('Adjustment Type', {
  Increment: [0x01, '2.0'],
  Decrement: [0x02, '2.0'],
  Negate: [0x03, '2.0'],
})
export type AdjustmentType = NamesOf<typeof AdjustmentType>

/** Cancellation Result. KMIP 1.4 §9.1.3.2.25, 2.1 §11.7. */
export const CancellationResult = enumeration('Cancellation Result', {
  Canceled: 0x01,
  UnableToCancel: 0x02,
  Completed: 0x03,
  Failed: 0x04,
  Unavailable: 0x05,
})
export type CancellationResult = NamesOf<typeof CancellationResult>

/** Data. KMIP 2.1 §11.13. */
export const DataEnumeration = enumeration('Data', {
  Decrypt: [0x01, '2.0'],
  Encrypt: [0x02, '2.0'],
  Hash: [0x03, '2.0'],
  MACMACData: [0x04, '2.0'],
  RNGRetrieve: [0x05, '2.0'],
  SignSignatureData: [0x06, '2.0'],
  SignatureVerify: [0x07, '2.0'],
})
export type DataEnumeration = NamesOf<typeof DataEnumeration>

/** Endpoint Role. KMIP 2.1 §11.19. */
export const EndpointRole = enumeration('Endpoint Role', {
  Client: [0x01, '2.0'],
  Server: [0x02, '2.0'],
})
export type EndpointRole = NamesOf<typeof EndpointRole>

/** Interop Function. KMIP 2.1 §11.22. */
export const InteropFunction = enumeration('Interop Function', {
  Begin: [0x01, '2.0'],
  End: [0x02, '2.0'],
  Reset: [0x03, '2.0'],
})
export type InteropFunction = NamesOf<typeof InteropFunction>

/** Operation. KMIP 1.4 §9.1.3.2.27, 2.1 §11.36. */
export const Operation = enumeration('Operation', {
  Create: 0x01,
  CreateKeyPair: 0x02,
  Register: 0x03,
  ReKey: 0x04,
  DeriveKey: 0x05,
  Certify: 0x06,
  ReCertify: 0x07,
  Locate: 0x08,
  Check: 0x09,
  Get: 0x0a,
  GetAttributes: 0x0b,
  GetAttributeList: 0x0c,
  AddAttribute: 0x0d,
  ModifyAttribute: 0x0e,
  DeleteAttribute: 0x0f,
  ObtainLease: 0x10,
  GetUsageAllocation: 0x11,
  Activate: 0x12,
  Revoke: 0x13,
  Destroy: 0x14,
  Archive: 0x15,
  Recover: 0x16,
  Validate: 0x17,
  Query: 0x18,
  Cancel: 0x19,
  Poll: 0x1a,
  Notify: 0x1b,
  Put: 0x1c,
  ReKeyKeyPair: [0x1d, '1.1'],
  DiscoverVersions: [0x1e, '1.1'],
  Encrypt: [0x1f, '1.2'],
  Decrypt: [0x20, '1.2'],
  Sign: [0x21, '1.2'],
  SignatureVerify: [0x22, '1.2'],
  MAC: [0x23, '1.2'],
  MACVerify: [0x24, '1.2'],
  RNGRetrieve: [0x25, '1.2'],
  RNGSeed: [0x26, '1.2'],
  Hash: [0x27, '1.2'],
  CreateSplitKey: [0x28, '1.2'],
  JoinSplitKey: [0x29, '1.2'],
  Import: [0x2a, '1.4'],
  Export: [0x2b, '1.4'],
  Log: [0x2c, '2.0'],
  Login: [0x2d, '2.0'],
  Logout: [0x2e, '2.0'],
  DelegatedLogin: [0x2f, '2.0'],
  AdjustAttribute: [0x30, '2.0'],
  SetAttribute: [0x31, '2.0'],
  SetEndpointRole: [0x32, '2.0'],
  PKCS_11: [0x33, '2.0'],
  Interop: [0x34, '2.0'],
  ReProvision: [0x35, '2.0'],
  SetDefaults: [0x36, '2.1'],
  SetConstraints: [0x37, '2.1'],
  GetConstraints: [0x38, '2.1'],
  QueryAsynchronousRequests: [0x39, '2.1'],
  Process: [0x3a, '2.1'],
  Ping: [0x3b, '2.1'],
  CreateGroup: [0x3c, '3.0'],
  Obliterate: [0x3d, '3.0'],
  CreateUser: [0x3e, '3.0'],
  CreateCredential: [0x3f, '3.0'],
  Deactivate: [0x40, '3.0'],
  Encapsulate: [0x41, '3.0'],
  Decapsulate: [0x42, '3.0'],
})
export type Operation = NamesOf<typeof Operation>

/** Processing Stage. KMIP 2.1 §11.40. */
export const ProcessingStage = enumeration('Processing Stage', {
  Submitted: [0x01, '2.1'],
  InProcess: [0x02, '2.1'],
  Completed: [0x03, '2.1'],
})
export type ProcessingStage = NamesOf<typeof ProcessingStage>

/** Put Function. KMIP 1.4 §9.1.3.2.26, 2.1 §11.43. */
export const PutFunction = enumeration('Put Function', {
  New: 0x01,
  Replace: 0x02,
})
export type PutFunction = NamesOf<typeof PutFunction>

/** Unique Identifier. KMIP 2.1 §11.58. */
export const UniqueIdentifierEnumeration = enumeration('Unique Identifier', {
  IDPlaceholder: [0x01, '2.0'],
  Certify: [0x02, '2.0'],
  Create: [0x03, '2.0'],
  CreateKeyPair: [0x04, '2.0'],
  CreateKeyPairPrivateKey: [0x05, '2.0'],
  CreateKeyPairPublicKey: [0x06, '2.0'],
  CreateSplitKey: [0x07, '2.0'],
  DeriveKey: [0x08, '2.0'],
  Import: [0x09, '2.0'],
  JoinSplitKey: [0x0a, '2.0'],
  Locate: [0x0b, '2.0'],
  Register: [0x0c, '2.0'],
  ReKey: [0x0d, '2.0'],
  ReCertify: [0x0e, '2.0'],
  ReKeyKeyPair: [0x0f, '2.0'],
  ReKeyKeyPairPrivateKey: [0x10, '2.0'],
  ReKeyKeyPairPublicKey: [0x11, '2.0'],
  ReProvision: [0x12, '3.0'],
  CreateUser: [0x13, '3.0'],
  CreateGroup: [0x14, '3.0'],
  CreateCredential: [0x15, '3.0'],
})
export type UniqueIdentifierEnumeration = NamesOf<typeof UniqueIdentifierEnumeration>
