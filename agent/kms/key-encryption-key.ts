import type { Client } from '../../client/index.ts'
import type { KeyConfig } from '../configuration/load-agent-config.ts'
import { AgentError } from '../interface/agent-error.ts'
import type { KeyState } from '../records/key-state.ts'
import { ignoreRefusal } from './ignore-refusal.ts'
import { activateKey, createKey, locateKey } from './named-key.ts'

/** Cryptographic Usage Mask of a key-encryption key. */
export const usageByMethod = {
  encrypt: ['Encrypt', 'Decrypt'],
  keyWrap: ['WrapKey', 'UnwrapKey'],
  local: ['Encrypt', 'Decrypt'],
} as const

/** Keys. Ends a search in a KMS whose links have no end. */
const maximumHistory = 1000

/** Generations in a row that may be gone: destroyed when nothing needed them. */
const maximumGap = 4

/** Only Re-key links keys. A KMS without it has no links; PyKMIP does not even answer a request for them. */
const hasLinks = async (client: Client): Promise<boolean> => {
  const { operation = [] } = await client.query({ queryFunction: ['QueryOperations'] })
  return operation.includes('ReKey')
}

type LinkType = 'ReplacedObjectLink' | 'ReplacementObjectLink'

const readLink = async (client: Client, uniqueIdentifier: string, linkType: LinkType): Promise<string | undefined> => {
  const { attributes } = await client.getAttributes({ uniqueIdentifier, attributeReference: ['Link'] })
  for (const { attribute, value } of attributes ?? [])
    if (attribute === 'Link' && value.linkType === linkType) return String(value.linkedObjectIdentifier)
  return undefined
}

/** The keys that links lead to, in their order; none where the KMS does not tell. */
const followLinks = async (client: Client, uniqueIdentifier: string, linkType: LinkType): Promise<string[]> => {
  const found: string[] = []
  if (!(await hasLinks(client).catch(ignoreRefusal))) return found
  for (let at = uniqueIdentifier; found.length < maximumHistory; ) {
    const next = await readLink(client, at, linkType).catch(ignoreRefusal)
    if (next === undefined || found.includes(next)) break
    found.push(next)
    at = next
  }
  return found
}

/** The Name of a generation: `orders`, then `orders.2`, `orders.3` … */
export const toGenerationName = ({ name }: Pick<KeyConfig, 'name'>, generation: number): string =>
  generation === 1 ? name : `${name}.${generation}`

/** Generations from `from` on by Name, newest first. */
const findGenerations = async (client: Client, key: KeyConfig, from: number): Promise<string[]> => {
  const found: string[] = []
  for (let generation = from, missing = 0; missing < maximumGap; generation++) {
    const next = await locateKey(client, toGenerationName(key, generation))
    if (next === undefined) missing++
    else {
      found.unshift(next)
      missing = 0
    }
  }
  return found
}

/** All generations of a key that the KMS has, newest first; a Re-key may have moved the Name and left a link. */
export const findKeys = async (client: Client, key: KeyConfig): Promise<string[]> => {
  const first = await locateKey(client, key.name)
  const replaced = first === undefined ? [] : [first, ...(await followLinks(client, first, 'ReplacedObjectLink'))]
  return [...new Set([...(await findGenerations(client, key, Math.max(replaced.length, 1) + 1)), ...replaced])]
}

/** Finds the key by its Name; creates it where the configuration allows that. */
export const discoverKey = async (client: Client, key: KeyConfig): Promise<KeyState> => {
  const [current, ...previous] = await findKeys(client, key)
  if (current !== undefined) {
    // An earlier attempt may have stopped between Create and Activate.
    await activateKey(client, current)
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

/** The key that should follow `current`: the one that replaced it in the KMS, or the newest generation. */
export const findSuccessor = async (client: Client, key: KeyConfig, current: string): Promise<string | undefined> => {
  const [newest] = await findKeys(client, key)
  if (newest !== undefined && newest !== current) return newest
  return (await followLinks(client, current, 'ReplacementObjectLink')).at(-1)
}
