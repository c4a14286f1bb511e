import type { Client } from '../../client/index.ts'
import { AgentError } from '../agent-error.ts'
import type { Kms } from './kms.ts'

/** Keys that live in the KMS itself, by name: the database gets them as it needs them. */
export interface KmsKeys {
  create(name: string, length: number): Promise<void>
  get(name: string): Promise<Uint8Array>
  /** Ended and destroyed: what it sealed cannot be opened any more. */
  destroy(name: string): Promise<void>
}

const identifierOf = async (client: Client, name: string): Promise<string> => {
  const { uniqueIdentifier = [] } = await client.locate({ attributes: { objectType: 'SymmetricKey', name } })
  const [only] = uniqueIdentifier
  if (only === undefined) throw new AgentError('notFound', `The KMS has no key with the Name ${name} for this client.`)
  if (uniqueIdentifier.length > 1)
    throw new AgentError('kmsRefused', `The KMS has several keys with the Name ${name}: a name must say which.`)
  return String(only)
}

export const kmsKeys = (kms: Kms): KmsKeys => ({
  create: (name, cryptographicLength) =>
    kms.use(async (client) => {
      const { uniqueIdentifier = [] } = await client.locate({ attributes: { objectType: 'SymmetricKey', name } })
      if (uniqueIdentifier.length > 0)
        throw new AgentError('exists', `The KMS has a key with the Name ${name} already.`)
      const created = await client.create({
        objectType: 'SymmetricKey',
        attributes: {
          name,
          cryptographicAlgorithm: 'AES',
          cryptographicLength,
          cryptographicUsageMask: ['Encrypt', 'Decrypt'],
        },
      })
      await client.activate({ uniqueIdentifier: String(created.uniqueIdentifier) })
    }),
  get: (name) =>
    kms.use(async (client) => {
      const { object } = await client.get({ uniqueIdentifier: await identifierOf(client, name) })
      const value = 'symmetricKey' in object ? object.symmetricKey.keyBlock.keyValue : undefined
      const material = value instanceof Uint8Array ? undefined : value?.keyMaterial
      if (material instanceof Uint8Array) return material
      throw new AgentError('kmsRefused', `The KMS gives the key ${name} in a form that is not Raw.`)
    }),
  destroy: (name) =>
    kms.use(async (client) => {
      const uniqueIdentifier = await identifierOf(client, name)
      await client.revoke({ uniqueIdentifier, revocationReason: { revocationReasonCode: 'CessationOfOperation' } })
      await client.destroy({ uniqueIdentifier })
    }),
})
