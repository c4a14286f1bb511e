import type { Client } from '../../client/index.ts'
import type { KeyConfig } from '../configuration/load-agent-config.ts'
import { AgentError } from '../interface/agent-error.ts'
import type { KeyState } from '../records/key-state.ts'
import { activateKey, createKey, locateKey } from './named-key.ts'

/** Cryptographic Usage Mask of a key-encryption key. */
export const usageByMethod = {
  encrypt: ['Encrypt', 'Decrypt'],
  keyWrap: ['WrapKey', 'UnwrapKey'],
  local: ['Encrypt', 'Decrypt'],
} as const

/** Keys. Ends a search in a KMS whose links have no end. */
const maximumHistory = 1000

/** A KMS without Re-key has no links between keys either; PyKMIP does not even answer a request for them. */
const canRekey = async (client: Client): Promise<boolean> => {
  const { operation = [] } = await client.query({ queryFunction: ['QueryOperations'] })
  return operation.includes('ReKey')
}

const readLink = async (client: Client, uniqueIdentifier: string, linkType: string): Promise<string | undefined> => {
  const { attributes } = await client.getAttributes({ uniqueIdentifier, attributeReference: ['Link'] })
  for (const { attribute, value } of attributes ?? [])
    if (attribute === 'Link' && value.linkType === linkType) return String(value.linkedObjectIdentifier)
  return undefined
}

/** The keys that a key replaced, newest first. */
const findPredecessors = async (client: Client, uniqueIdentifier: string): Promise<string[]> => {
  const found: string[] = []
  for (let at: string | undefined = uniqueIdentifier; found.length < maximumHistory; ) {
    at = await readLink(client, at, 'ReplacedObjectLink')
    if (at === undefined || found.includes(at)) break
    found.push(at)
  }
  return found
}

/** The Name of a successor in a KMS without Re-key: `orders.2` follows `orders`. */
const toGenerationName = ({ name }: KeyConfig, generation: number): string => `${name}.${generation}`

/** The first key and its successors by Name, newest first. */
const findGenerations = async (client: Client, key: KeyConfig, first: string): Promise<string[]> => {
  const found = [first]
  for (let generation = 2; ; generation++) {
    const next = await locateKey(client, toGenerationName(key, generation))
    if (next === undefined) return found
    found.unshift(next)
  }
}

/** Finds the key by its Name; creates it where the configuration allows that. */
export const discoverKey = async (client: Client, key: KeyConfig): Promise<KeyState> => {
  const found = await locateKey(client, key.name)
  if (found !== undefined) {
    // An earlier attempt may have stopped between Create and Activate.
    if (key.create) await activateKey(client, found)
    if (await canRekey(client)) return { current: found, previous: await findPredecessors(client, found) }
    const [current = found, ...previous] = await findGenerations(client, key, found)
    return { current, previous }
  }
  if (!key.create)
    throw new AgentError(
      'notFound',
      `The KMS has no key with the Name ${key.name} for this client.`,
      `Create it (kmip create --name ${key.name} --activate), or set create = true in the agent's configuration.`,
    )
  return { current: await createKey(client, key.name, usageByMethod[key.method]), previous: [] }
}

/**
 * The successor of a key: by Re-key (KMIP 1.4 §4.4), or by Name where the KMS has no Re-key. An earlier attempt that stopped may
 * have created it.
 */
export const findOrCreateSuccessor = async (
  client: Client,
  old: string,
  key: KeyConfig,
  generation: number,
): Promise<string> => {
  const next = (await canRekey(client))
    ? await findOrCreateReplacement(client, old)
    : await findOrCreateGeneration(client, key, generation)
  await activateKey(client, next)
  return next
}

const findOrCreateReplacement = async (client: Client, old: string): Promise<string> =>
  (await readLink(client, old, 'ReplacementObjectLink')) ??
  String((await client.reKey({ uniqueIdentifier: old })).uniqueIdentifier)

const findOrCreateGeneration = async (client: Client, key: KeyConfig, generation: number): Promise<string> => {
  const name = toGenerationName(key, generation)
  return (await locateKey(client, name)) ?? (await createKey(client, name, usageByMethod[key.method]))
}
