import { KmipResponseError } from '../../client/index.ts'
import { AgentError } from '../interface/agent-error.ts'
import { toGenerationName, usageByMethod } from '../kms/key-encryption-key.ts'
import type { Kms } from '../kms/kms.ts'
import { activateKey, createKey, locateKey } from '../kms/named-key.ts'
import type { KeyState } from '../records/key-state.ts'
import type { RotatedKey, RotationParts } from './rotation-parts.ts'

/** Names that are tried: each rotation that stopped between Create and its answer may have taken one. */
const maximumTries = 16

/** Reasons for which a KMS refuses a Name that another object has. Below KMIP 2.0 it is the last one. */
const takenReasons = new Set(['NonUniqueNameAttribute', 'ObjectAlreadyExists', 'InvalidField'])

const isRefusal = (error: unknown): error is AgentError & { readonly cause: KmipResponseError } =>
  error instanceof AgentError && error.cause instanceof KmipResponseError

const isNameTaken = (error: unknown): boolean => isRefusal(error) && takenReasons.has(error.cause.resultReason ?? '')

/** The key with a Name, or the refusal of a KMS that does not tell the Names of its keys. */
const findNamedKey = (kms: Kms, name: string): Promise<string | AgentError | undefined> =>
  kms
    .useWithRetry((client) => locateKey(client, name))
    .catch((error: unknown) => {
      if (isRefusal(error)) return error
      throw error
    })

/**
 * Creates the key that follows the current one, or finds the one that an interrupted rotation created. By Create, never by Re-key:
 * some KMSs deactivate a key that Re-key replaces, and data still needs it.
 * @returns its Unique Identifier, which is on the disk
 */
export const createSuccessor = async (
  { kms, states }: RotationParts,
  { key, config }: RotatedKey,
  state: KeyState,
): Promise<string> => {
  const { current, previous, rotation } = state
  if (rotation?.step === 'prove') return rotation.successor
  const recorded = rotation?.step === 'create' ? rotation.generation : undefined
  const first = recorded ?? previous.length + 2
  // On the disk before the KMS is asked: a rotation goes on by itself when the KMS is back.
  if (rotation === undefined) await states.put(key, { current, previous, rotation: { step: 'create' } })
  let refused: unknown
  for (let generation = first; generation < first + maximumTries; generation++) {
    const name = toGenerationName(config, generation)
    const found = await findNamedKey(kms, name)
    // Not recorded: it is another agent's.
    const isForeign = found !== undefined && generation !== recorded
    if (found instanceof AgentError) refused = found
    if (found instanceof AgentError || isForeign) continue
    if (generation !== recorded) await states.put(key, { current, previous, rotation: { step: 'create', generation } })
    try {
      const successor = found ?? (await kms.use((client) => createKey(client, name, usageByMethod[config.method])))
      // A rotation that stopped behind Create left it Pre-Active.
      if (found !== undefined) await kms.useWithRetry((client) => activateKey(client, found))
      await states.put(key, { current, previous, rotation: { step: 'prove', successor } })
      return successor
    } catch (error) {
      if (!isNameTaken(error)) throw error
      refused = error
    }
  }
  throw (
    refused ??
    new AgentError(
      'kmsRefused',
      `The KMS ${kms.name} has keys named ${toGenerationName(config, first)} to ${toGenerationName(config, first + maximumTries - 1)} that this agent does not know.`,
      `Take over the newest one: kmip agent adopt ${key} IDENTIFIER`,
    )
  )
}
