import type { Client } from '../../client/index.ts'
import { AgentError } from '../interface/agent-error.ts'
import { discardKey } from './discard-key.ts'
import type { Kms } from './kms.ts'
import { createKey, locateKey } from './named-key.ts'
import { requireRawKey } from './raw-key.ts'

/** Keys that live in the KMS itself, by Name. The database fetches them on demand. */
export interface KmsKeys {
  create(name: string, length: number): Promise<void>
  get(name: string): Promise<Uint8Array>
  /** Destroys the key, whatever its State: what it encrypted is lost. */
  destroy(name: string): Promise<void>
}

const requireIdentifier = async (client: Client, name: string): Promise<string> => {
  const found = await locateKey(client, name)
  if (found === undefined) throw new AgentError('notFound', `The KMS has no key with the Name ${name} for this client.`)
  return found
}

export const createKmsKeys = (kms: Kms): KmsKeys => ({
  create: (name, length) =>
    kms.use(async (client) => {
      if ((await locateKey(client, name)) !== undefined)
        throw new AgentError('exists', `The KMS has a key with the Name ${name} already.`)
      await createKey(client, name, ['Encrypt', 'Decrypt'], length)
    }),
  get: (name) =>
    kms.useWithRetry(async (client) => {
      const uniqueIdentifier = await requireIdentifier(client, name)
      return requireRawKey((await client.get({ uniqueIdentifier })).object)
    }),
  destroy: (name) =>
    kms.use(async (client) => {
      await discardKey(client, await requireIdentifier(client, name))
    }),
})
