import type { ObjectType, OperationName } from '../../codec/index.ts'

/** States of an object; `Archived` is one that is Pre-Active and archived. */
export const states = [
  'PreActive',
  'Active',
  'Deactivated',
  'Compromised',
  'Destroyed',
  'DestroyedCompromised',
  'Archived',
] as const
export type Condition = (typeof states)[number]

/** What the standard says of one operation on one object, beyond its error table. */
export interface Rule {
  readonly operation: OperationName
  readonly title?: string
  readonly payload: Readonly<Record<string, unknown>>
  /** In these it succeeds, in the others it fails. */
  readonly in: readonly Condition[]
  /** In these it may succeed or fail: the standard leaves it to the server. */
  readonly leftToServerIn?: readonly Condition[]
  /** Object types, where the table of 1.2 says nothing of the object that is asked for. */
  readonly of?: readonly ObjectType[]
  readonly source: string
}

const living = ['PreActive', 'Active', 'Deactivated', 'Compromised'] as const
const evenDestroyed = [...living, 'Destroyed', 'DestroyedCompromised'] as const
const data = new Uint8Array(16).fill(3)
const ecb = { cryptographicParameters: { blockCipherMode: 'ECB', paddingMethod: 'None' }, data }
const contact = (value: string) => ({ attribute: 'ContactInformation', value })
const group = { attribute: 'ObjectGroup', value: 'group' }

export const rules: readonly Rule[] = [
  { operation: 'Get', payload: {}, in: living, source: 'KMIP 1.4 §4.11, 2.1 §6.1.19' },
  { operation: 'GetAttributes', payload: {}, in: [...evenDestroyed, 'Archived'], source: 'KMIP 1.4 §4.12, §4.22' },
  { operation: 'GetAttributeList', payload: {}, in: [...evenDestroyed, 'Archived'], source: 'KMIP 1.4 §4.13, §4.22' },
  { operation: 'AddAttribute', payload: { newAttribute: group }, in: evenDestroyed, source: 'KMIP 1.4 §4.14' },
  {
    operation: 'ModifyAttribute',
    payload: { newAttribute: contact('new') },
    in: evenDestroyed,
    source: 'KMIP 1.4 §4.15',
  },
  {
    operation: 'DeleteAttribute',
    payload: { attributeReference: 'ContactInformation' },
    in: evenDestroyed,
    source: 'KMIP 1.4 §4.16',
  },
  {
    operation: 'SetAttribute',
    payload: { newAttribute: contact('new') },
    in: evenDestroyed,
    source: 'KMIP 2.1 §6.1.51',
  },
  { operation: 'Activate', payload: {}, in: ['PreActive'], source: 'KMIP 1.4 §3.22 transition 4, §4.19' },
  {
    operation: 'Revoke',
    title: 'cessation of operation',
    payload: { revocationReason: { revocationReasonCode: 'CessationOfOperation' } },
    in: ['Active'],
    source: 'KMIP 1.4 §3.22 transition 6',
  },
  {
    operation: 'Revoke',
    title: 'key compromise',
    payload: { revocationReason: { revocationReasonCode: 'KeyCompromise' } },
    in: ['PreActive', 'Active', 'Deactivated', 'Destroyed'],
    source: 'KMIP 1.4 §3.22 transitions 3, 5, 8, 10',
  },
  {
    operation: 'Destroy',
    payload: {},
    in: ['PreActive', 'Deactivated', 'Compromised'],
    source: 'KMIP 1.4 §3.22 transitions 2, 7, 9, §4.21',
  },
  { operation: 'Archive', payload: {}, in: living, source: 'KMIP 1.4 §4.22' },
  { operation: 'Recover', payload: {}, in: [...evenDestroyed, 'Archived'], source: 'KMIP 1.4 §4.23, §11.24' },
  { operation: 'Check', payload: {}, in: evenDestroyed, source: 'KMIP 1.4 §4.10' },
  {
    operation: 'ObtainLease',
    payload: {},
    in: ['PreActive', 'Active', 'Deactivated'],
    source: 'KMIP 1.4 §4.17, TC-95',
  },
  {
    operation: 'GetUsageAllocation',
    payload: { usageLimitsCount: 1n },
    in: ['Active'],
    of: ['SymmetricKey', 'PrivateKey', 'PublicKey'],
    source: 'KMIP 1.4 §4.18: after the Activation Date',
  },
  {
    operation: 'Encrypt',
    payload: ecb,
    in: ['Active'],
    of: ['SymmetricKey'],
    source: 'KMIP 1.4 §4.29, §3.22',
  },
  {
    operation: 'Decrypt',
    payload: ecb,
    in: ['Active'],
    leftToServerIn: ['Deactivated', 'Compromised'],
    of: ['SymmetricKey'],
    source: 'KMIP 1.4 §4.30, §3.22',
  },
  { operation: 'ReKey', payload: {}, in: living, of: ['SymmetricKey'], source: 'KMIP 1.4 §4.4' },
]

/** Where the server does otherwise, and why. Each must be met by a case, or it fails. */
export interface Departure {
  readonly operation: OperationName
  readonly objectTypes?: readonly ObjectType[]
  readonly in?: readonly Condition[]
  readonly result: string
  readonly why: string
}

export const departures: readonly Departure[] = [
  {
    operation: 'Revoke',
    objectTypes: ['PublicKey'],
    result: 'Success',
    why: 'The table of object types, which is informative, leaves them out; KMIP 1.4 §4.20 is for every cryptographic object.',
  },
  {
    operation: 'ObtainLease',
    objectTypes: ['OpaqueObject', 'Template'],
    result: 'Success',
    why: 'Every object has a Lease Time here (TC-312-12), and so a lease.',
  },
  {
    operation: 'Check',
    objectTypes: ['Template'],
    result: 'Success',
    why: 'What is asked is compared with attributes; a template forbids nothing.',
  },
  {
    operation: 'GetUsageAllocation',
    in: ['PreActive', 'Deactivated', 'Compromised'],
    result: 'WrongKeyLifecycleState',
    why: 'Its table has no reason for a state that is wrong; other operations call it so.',
  },
]
