import { AgentError } from '../interface/agent-error.ts'
import type { Rotation } from '../interface/routes.ts'
import { activateKey } from '../kms/named-key.ts'
import type { RotatedKey, RotationParts } from './rotation-parts.ts'
import { finishReplacement, switchKey } from './switch-key.ts'

/**
 * Makes an existing key of the KMS the key that wraps: a way out where a rotation left the agent with a key that the KMS refuses, a
 * way back to an older key, and a way in where the KMS cannot find keys by Name. Secrets that do not open stay as they are.
 *
 * @throws AgentError; nothing has changed then
 */
export const adopt = (parts: RotationParts, rotated: RotatedKey, uniqueIdentifier: string): Promise<Rotation> =>
  parts.mutex(rotated.key, async () => {
    const { states, kms } = parts
    const { key } = rotated
    const state = await states.get(key)
    if (state?.rotation?.step === 'replace') await finishReplacement(parts, key, state)
    try {
      await kms.useWithRetry((client) => activateKey(client, uniqueIdentifier))
      return await switchKey(parts, rotated, uniqueIdentifier, { despiteUnopened: true })
    } catch (error) {
      if (!(error instanceof AgentError)) throw error
      throw new AgentError(
        error.code,
        `${error.message} ${key} cannot use ${uniqueIdentifier}. Nothing was changed.`,
        error.hint ?? `List the keys of the KMS: kmip locate; check the agent: kmip doctor`,
        { cause: error },
      )
    }
  })
