import { KmipResponseError } from '../../client/index.ts'
import { AgentError } from '../interface/agent-error.ts'
import { toGenerationName, usageByMethod } from '../kms/key-encryption-key.ts'
import { activateKey, createKey, locateKey } from '../kms/named-key.ts'
import type { KeyState } from '../records/key-state.ts'
import type { RotatedKey, RotationParts } from './rotation-parts.ts'

/** Names that are tried: each rotation that stopped between Create and its answer may have taken one. */
const maximumTries = 16

/** Reasons for which a KMS refuses a Name that another object has. Below KMIP 2.0 it is the last one. */
const takenReasons = new Set(['NonUniqueNameAttribute', 'ObjectAlreadyExists', 'InvalidField'])

const isNameTaken = (error: unknown): boolean =>
  error instanceof AgentError &&
  error.cause instanceof KmipResponseError &&
  takenReasons.has(error.cause.resultReason ?? '')

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
  let taken: unknown
  for (let generation = first; generation < first + maximumTries; generation++) {
    if (generation !== recorded) await states.put(key, { current, previous, rotation: { step: 'create', generation } })
    const name = toGenerationName(config, generation)
    const found = await kms.useWithRetry((client) => locateKey(client, name))
    // Not recorded: it is another agent's.
    if (found !== undefined && generation !== recorded) continue
    try {
      const successor = found ?? (await kms.use((client) => createKey(client, name, usageByMethod[config.method])))
      await kms.useWithRetry((client) => activateKey(client, successor))
      await states.put(key, { current, previous, rotation: { step: 'prove', successor } })
      return successor
    } catch (error) {
      if (!isNameTaken(error)) throw error
      taken = error
    }
  }
  throw (
    taken ??
    new AgentError(
      'kmsRefused',
      `The KMS ${kms.name} has keys named ${toGenerationName(config, first)} to ${toGenerationName(config, first + maximumTries - 1)} that this agent does not know.`,
      `Take over the newest one: kmip agent adopt ${key} IDENTIFIER`,
    )
  )
}
