import type { Client } from '../../client/index.ts'
import type { KeyConfig } from '../configuration/load-agent-config.ts'
import { AgentError } from '../interface/agent-error.ts'
import type { KeyState } from '../records/key-state.ts'
import { activateKey, createKey, locateKey } from './named-key.ts'

/** What a key-encryption key may be used for, by method of wrapping. */
export const generationUsage = {
  encrypt: ['Encrypt', 'Decrypt'],
  keyWrap: ['WrapKey', 'UnwrapKey'],
  local: ['Encrypt', 'Decrypt'],
} as const

/** How many keys back a history is followed. */
const maximumHistory = 1000

/** A KMS without Re-key has no links between keys either, and PyKMIP's does not even answer to who asks for them. */
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

/** The keys that it replaced, newest first, as far as the KMS knows. */
const findPredecessors = async (client: Client, uniqueIdentifier: string): Promise<string[]> => {
  const found: string[] = []
  for (let at: string | undefined = uniqueIdentifier; found.length < maximumHistory; ) {
    at = await readLink(client, at, 'ReplacedObjectLink')
    if (at === undefined || found.includes(at)) break
    found.push(at)
  }
  return found
}

/** Name of the key that takes the place of one where there is no Re-key: `orders.2` is the second. */
const toGenerationName = ({ name }: KeyConfig, generation: number): string => `${name}.${generation}`

/** The keys whose Names count on from the first, newest first. */
const findGenerations = async (client: Client, key: KeyConfig, first: string): Promise<string[]> => {
  const found = [first]
  for (let generation = 2; ; generation++) {
    const next = await locateKey(client, toGenerationName(key, generation))
    if (next === undefined) return found
    found.unshift(next)
  }
}

/** Finds the key by its Name when the agent meets it first, or makes it if the operator allows that. */
export const discoverKey = async (client: Client, key: KeyConfig): Promise<KeyState> => {
  const found = await locateKey(client, key.name)
  if (found !== undefined) {
    // An earlier attempt may have been cut short between the two.
    if (key.create) await activateKey(client, found)
    if (await canRekey(client)) return { current: found, previous: await findPredecessors(client, found) }
    const [current = found, ...previous] = await findGenerations(client, key, found)
    return { current, previous }
  }
  if (!key.create)
    throw new AgentError(
      'notFound',
      `The KMS has no key with the Name ${key.name} for this client.`,
      `Make it (kmip create --name ${key.name} --activate), or set create = true in the agent's configuration.`,
    )
  return { current: await createKey(client, key.name, generationUsage[key.method]), previous: [] }
}

/**
 * The key that takes the place of `old`: the one that does already, when an earlier attempt was cut short; else a new one.
 * By Re-key (KMIP 1.4 §4.4); where the KMS has none, a further key whose Name counts on.
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
  return (await locateKey(client, name)) ?? (await createKey(client, name, generationUsage[key.method]))
}
