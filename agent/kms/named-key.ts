import type { Client } from '../../client/index.ts'
import { AgentError } from '../interface/agent-error.ts'
import { ignoreRefusal } from './ignore-refusal.ts'

/** Keys that a KMS is asked for at most, when it ignores the Name in Locate. */
const maximumKeys = 1000

/** Whether a key has a Name; `undefined` when the KMS does not tell. */
const hasName = async (client: Client, uniqueIdentifier: string, name: string): Promise<boolean | undefined> => {
  const { attributes = [] } = await client.getAttributes({ uniqueIdentifier, attributeReference: ['Name'] })
  const names = attributes.flatMap((each) => (each.attribute === 'Name' ? [each.value.nameValue] : []))
  return names.length === 0 ? undefined : names.includes(name)
}

const locate = async (client: Client, name: string, maximumItems: number): Promise<string[]> => {
  const { uniqueIdentifier = [] } = await client.locate({
    attributes: { objectType: 'SymmetricKey', name },
    maximumItems,
  })
  return uniqueIdentifier.map(String)
}

/** Those that have the Name: a KMS may ignore it in Locate. */
const selectNamed = async (client: Client, located: readonly string[], name: string): Promise<string[]> => {
  const named: string[] = []
  for (const each of located) if ((await hasName(client, each, name)) ?? located.length === 1) named.push(each)
  return named
}

/** The Unique Identifier of the symmetric key with a Name. @throws AgentError when several have it */
export const locateKey = async (client: Client, name: string): Promise<string | undefined> => {
  const located = await locate(client, name, 2)
  let named = await selectNamed(client, located, name)
  if (named.length < located.length) {
    const all = await locate(client, name, maximumKeys)
    if (all.length >= maximumKeys)
      throw new AgentError(
        'kmsRefused',
        `The KMS ignores the Name in Locate, and has too many keys to search for ${name}.`,
        'Name the key by its Unique Identifier: kmip agent adopt KEY IDENTIFIER',
      )
    named = await selectNamed(client, all, name)
  }
  if (named.length > 1)
    throw new AgentError('kmsRefused', `The KMS has several keys with the Name ${name}: the agent needs one.`)
  return named[0]
}

export const readState = async (client: Client, uniqueIdentifier: string): Promise<string | undefined> => {
  const { attributes } = await client.getAttributes({ uniqueIdentifier, attributeReference: ['State'] })
  const state = attributes?.find(({ attribute }) => attribute === 'State')
  return state && String(state.value)
}

/** Activates a key that is Pre-Active. Where the KMS does not tell the State, it tries. */
export const activateKey = async (client: Client, uniqueIdentifier: string): Promise<void> => {
  const state = await readState(client, uniqueIdentifier).catch(ignoreRefusal)
  if (state === 'PreActive') await client.activate({ uniqueIdentifier })
  else if (state === undefined) await client.activate({ uniqueIdentifier }).catch(ignoreRefusal)
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
