import { AgentError } from '../interface/agent-error.ts'
import type { Rotation } from '../interface/routes.ts'
import { createSuccessor } from './create-successor.ts'
import type { RotatedKey, RotationParts } from './rotation-parts.ts'
import { finishReplacement, switchKey } from './switch-key.ts'

const toStoppedError = (error: unknown, { key }: RotatedKey, current: string): unknown =>
  error instanceof AgentError
    ? new AgentError(
        error.code,
        `${error.message} The rotation of ${key} is not complete: ${current} stays its key, and everything sealed stays as it is.`,
        [error.hint, `Complete it: kmip agent rekey ${key}. Or give it up: kmip agent rekey ${key} --undo`]
          .filter((each) => each !== undefined)
          .join(' '),
        { cause: error },
      )
    : error

/**
 * Rotates a key-encryption key: creates a new one in the KMS, wraps the data keys of all secrets with it, reads them back, and only
 * then uses it. Each step is on the disk before the next begins; the next run completes one that stopped. The old key stays
 * Active until {@link retire}: files outside the agent's records need it.
 *
 * @throws AgentError; the old key stays in use then
 */
export const rekey = (parts: RotationParts, rotated: RotatedKey): Promise<Rotation> =>
  parts.mutex(rotated.key, async () => {
    const state = await parts.states.require(rotated.key)
    if (state.rotation?.step === 'replace') return finishReplacement(parts, rotated.key, state)
    try {
      const successor = await createSuccessor(parts, rotated, state)
      return await switchKey(parts, rotated, successor, { despiteUnopened: false })
    } catch (error) {
      throw toStoppedError(error, rotated, state.current)
    }
  })

/**
 * Gives up a rotation before its new key is in use. The new key stays in the KMS: nobody here can know that nothing else uses it.
 * @throws AgentError `notFound` when there is none
 */
export const undoRekey = ({ mutex, states }: RotationParts, { key }: RotatedKey): Promise<Rotation> =>
  mutex(key, async () => {
    const { current, previous, rotation } = await states.require(key)
    if (rotation === undefined || rotation.step === 'replace') {
      const [older = 'IDENTIFIER'] = previous
      throw new AgentError(
        'notFound',
        `No rotation of ${key} can be undone: it is ${current} in the KMS, and its secrets are wrapped with that.`,
        `Return to an older key: kmip agent adopt ${key} ${older}`,
      )
    }
    await states.put(key, { current, previous })
    return {
      current,
      previous,
      rewrapped: 0,
      unopened: [],
      ...(rotation.step === 'prove' && { abandoned: rotation.successor }),
    }
  })
