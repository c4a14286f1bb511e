import type { Client } from '../../client/index.ts'
import { AgentError } from '../interface/agent-error.ts'

/** The Unique Identifier of the symmetric key with a Name. @throws AgentError when several have it */
export const locateKey = async (client: Client, name: string): Promise<string | undefined> => {
  const { uniqueIdentifier = [] } = await client.locate({
    attributes: { objectType: 'SymmetricKey', name },
    maximumItems: 2,
  })
  if (uniqueIdentifier.length > 1)
    throw new AgentError('kmsRefused', `The KMS has several keys with the Name ${name}: the agent needs one.`)
  const [only] = uniqueIdentifier
  return only === undefined ? undefined : String(only)
}

export const readState = async (client: Client, uniqueIdentifier: string): Promise<string | undefined> => {
  const { attributes } = await client.getAttributes({ uniqueIdentifier, attributeReference: ['State'] })
  const state = attributes?.find(({ attribute }) => attribute === 'State')
  return state && String(state.value)
}

/** Activates a key that is Pre-Active. */
export const activateKey = async (client: Client, uniqueIdentifier: string): Promise<void> => {
  if ((await readState(client, uniqueIdentifier)) === 'PreActive') await client.activate({ uniqueIdentifier })
}

/** Creates an Active AES key. @returns its Unique Identifier */
export const createKey = async (
  client: Client,
  name: string,
  cryptographicUsageMask: readonly ('Encrypt' | 'Decrypt' | 'WrapKey' | 'UnwrapKey')[],
  cryptographicLength = 256,
): Promise<string> => {
  const created = await client.create({
    objectType: 'SymmetricKey',
    attributes: { name, cryptographicAlgorithm: 'AES', cryptographicLength, cryptographicUsageMask },
  })
  const uniqueIdentifier = String(created.uniqueIdentifier)
  await activateKey(client, uniqueIdentifier)
  return uniqueIdentifier
}
