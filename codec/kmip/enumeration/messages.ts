import { enumeration, type NamesOf } from '../../schema/enumeration.ts'

/** Asynchronous Indicator. KMIP 2.1 §11.3. */
export const AsynchronousIndicator = enumeration('Asynchronous Indicator', {
  Mandatory: [0x01, '2.0'],
  Optional: [0x02, '2.0'],
  Prohibited: [0x03, '2.0'],
})
export type AsynchronousIndicator = NamesOf<typeof AsynchronousIndicator>

/** Batch Error Continuation Option. KMIP 1.4 §9.1.3.2.30, 2.1 §11.5. */
export const BatchErrorContinuationOption = enumeration('Batch Error Continuation Option', {
  Continue: 0x01,
  Stop: 0x02,
  Undo: 0x03,
})
export type BatchErrorContinuationOption = NamesOf<typeof BatchErrorContinuationOption>

/** Ephemeral. */
export const Ephemeral = enumeration('Ephemeral', {
  Data: [0x01, '3.0'],
  Empty: [0x02, '3.0'],
  UniqueIdentifier: [0x03, '3.0'],
})
export type Ephemeral = NamesOf<typeof Ephemeral>

/** Item Type. KMIP 2.1 §11.23. */
export const ItemType = enumeration('Item Type', {
  Structure: [0x01, '2.0'],
  Integer: [0x02, '2.0'],
  LongInteger: [0x03, '2.0'],
  BigInteger: [0x04, '2.0'],
  Enumeration: [0x05, '2.0'],
  Boolean: [0x06, '2.0'],
  TextString: [0x07, '2.0'],
  ByteString: [0x08, '2.0'],
  DateTime: [0x09, '2.0'],
  Interval: [0x0a, '2.0'],
  DateTimeExtended: [0x0b, '2.0'],
  Identifier: [0x0c, '3.0'],
  Reference: [0x0d, '3.0'],
  NameReference: [0x0e, '3.0'],
})
export type ItemType = NamesOf<typeof ItemType>

/** Result Status. KMIP 1.4 §9.1.3.2.28, 2.1 §11.47. */
export const ResultStatus = enumeration('Result Status', {
  Success: 0x00,
  OperationFailed: 0x01,
  OperationPending: 0x02,
  OperationUndone: 0x03,
})
export type ResultStatus = NamesOf<typeof ResultStatus>
