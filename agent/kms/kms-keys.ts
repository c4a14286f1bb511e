import type { Client } from '../../client/index.ts'
import { AgentError } from '../interface/agent-error.ts'
import type { Kms } from './kms.ts'
import { located, made } from './named-key.ts'
import { rawKeyOf } from './raw-key.ts'

/** Keys that live in the KMS itself, by name: the database gets them as it needs them. */
export interface KmsKeys {
  create(name: string, length: number): Promise<void>
  get(name: string): Promise<Uint8Array>
  /** Ended and destroyed: what it sealed cannot be opened any more. */
  destroy(name: string): Promise<void>
}

const identifierOf = async (client: Client, name: string): Promise<string> => {
  const found = await located(client, name)
  if (found === undefined) throw new AgentError('notFound', `The KMS has no key with the Name ${name} for this client.`)
  return found
}

export const kmsKeys = (kms: Kms): KmsKeys => ({
  create: (name, length) =>
    kms.use(async (client) => {
      if ((await located(client, name)) !== undefined)
        throw new AgentError('exists', `The KMS has a key with the Name ${name} already.`)
      await made(client, name, ['Encrypt', 'Decrypt'], length)
    }),
  get: (name) =>
    kms.repeat(async (client) => {
      const uniqueIdentifier = await identifierOf(client, name)
      return rawKeyOf((await client.get({ uniqueIdentifier })).object)
    }),
  destroy: (name) =>
    kms.use(async (client) => {
      const uniqueIdentifier = await identifierOf(client, name)
      await client.revoke({ uniqueIdentifier, revocationReason: { revocationReasonCode: 'CessationOfOperation' } })
      await client.destroy({ uniqueIdentifier })
    }),
})
