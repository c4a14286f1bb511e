import { randomBytes } from 'node:crypto'
import {
  type AttributesByKey,
  attributeList,
  type CryptographicUsageMask,
  type KeyBlock,
  type ManagedObject,
  type OperationName,
  type ResponseBatchItem,
} from '../../../codec/index.ts'
import { createAuthority, generatePrivateKey } from '../../../server/pki/authority.ts'
import { openLocalServer, outcomeOf, type Payload } from '../../support/local-server.ts'
import { createOnce, type Once } from './once.ts'

const version = '2.1'

/** Every use, so that no mask forbids an operation. */
const uses: readonly CryptographicUsageMask[] = [
  'Sign',
  'Verify',
  'Encrypt',
  'Decrypt',
  'WrapKey',
  'UnwrapKey',
  'MACGenerate',
  'MACVerify',
  'DeriveKey',
  'KeyAgreement',
]

/** Reasons that mean the server lacks the feature; others concern the one request. */
const unsupported: readonly unknown[] = [
  'UnsupportedCryptographicParameters',
  'FeatureNotSupported',
  'OperationNotSupported',
  'KeyFormatTypeNotSupported',
]

export type KeyKind = 'privateKey' | 'publicKey'

/** A server in this process, which runs the same operations as for any client. */
export interface ServerUnderTest {
  readonly authority: Uint8Array
  /** The payload of an answer. @throws Error for a failure */
  ask(operation: OperationName, payload: Payload): Promise<Payload>
  /** Whether it succeeds. */
  succeeds(operation: OperationName, payload: Payload): Promise<boolean>
  /** Whether the server supports it: it succeeds, or fails for another reason. */
  supports(operation: OperationName, payload: Payload): Promise<boolean>
  /** A secret key of a client, usable for everything. */
  secret(algorithm: string, bytes: Uint8Array): Promise<string>
  /** A private or public key of a client, in a Key Format Type. */
  key(kind: KeyKind, block: Partial<KeyBlock>): Promise<string>
  /** A key pair that the server makes: private and public key. */
  pair(attributes: AttributesByKey): Promise<readonly [privateKey: string, publicKey: string]>
  register(objectType: string, object: ManagedObject | object, attributes?: AttributesByKey): Promise<string>
  /** The object from Get, with a Key Format Type or other options. */
  get(uniqueIdentifier: string, options?: Payload): Promise<ManagedObject>
  /** Slow results, computed once. */
  readonly once: Once
  close(): Promise<void>
}

export const openServerUnderTest = async (): Promise<ServerUnderTest> => {
  const now = new Date()
  const authority = createAuthority({ key: await generatePrivateKey('EC'), now, randomBytes }, 'kmip Certify CA')
  const local = await openLocalServer({ certifyAuthority: authority })
  const common = attributeList({ activationDate: new Date('2020-01-01T00:00:00Z'), cryptographicUsageMask: [...uses] })
  const item = (operation: OperationName, payload: Payload): Promise<ResponseBatchItem> =>
    local.one(operation, payload, { version })
  const ask = (operation: OperationName, payload: Payload) => local.payload(operation, payload, { version })
  const register = async (objectType: string, object: object, attributes: AttributesByKey = {}) =>
    String(
      (await ask('Register', { objectType, object, attributes: [...common, ...attributeList(attributes)] }))
        .uniqueIdentifier,
    )
  return {
    authority: Uint8Array.from(authority.certificate.raw),
    ask,
    register,
    async succeeds(operation, payload) {
      return outcomeOf(await item(operation, payload)) === 'Success'
    },
    async supports(operation, payload) {
      return !unsupported.includes(outcomeOf(await item(operation, payload)))
    },
    secret: (cryptographicAlgorithm, keyMaterial) =>
      register('SymmetricKey', {
        symmetricKey: {
          keyBlock: {
            keyFormatType: 'Raw',
            keyValue: { keyMaterial: Uint8Array.from(keyMaterial) },
            cryptographicAlgorithm,
            cryptographicLength: keyMaterial.length * (cryptographicAlgorithm.startsWith('DES') ? 7 : 8),
          },
        },
      }),
    key: (kind, keyBlock) => register(kind === 'privateKey' ? 'PrivateKey' : 'PublicKey', { [kind]: { keyBlock } }),
    async pair(attributes) {
      const given = { commonAttributes: [...common, ...attributeList(attributes)] }
      const made = await ask('CreateKeyPair', given)
      return [String(made.privateKeyUniqueIdentifier), String(made.publicKeyUniqueIdentifier)]
    },
    async get(uniqueIdentifier, options = {}) {
      return (await ask('Get', { uniqueIdentifier, ...options })).object as ManagedObject
    },
    once: createOnce(),
    async close() {
      await local.close()
      if (local.faults.length > 0) throw new Error(`the server reported faults: ${local.faults.map(String).join('; ')}`)
    },
  }
}
