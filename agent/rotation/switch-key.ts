import { randomBytes } from 'node:crypto'
import { AgentError } from '../interface/agent-error.ts'
import type { Rotation } from '../interface/routes.ts'
import type { KeyState } from '../records/key-state.ts'
import { replaceHeaders, rewrapSecrets, wrapAndReadBack } from './rewrap-secrets.ts'
import type { RotatedKey, RotationParts } from './rotation-parts.ts'

/** Replaces the headers of secrets after a switch; needs no KMS. */
export const finishReplacement = async (parts: RotationParts, key: string, state: KeyState): Promise<Rotation> => {
  const { current, previous, rotation } = state
  const rewrapped = rotation?.step === 'replace' ? await replaceHeaders(parts, rotation.rewrapped) : 0
  await parts.states.put(key, { current, previous })
  return { current, previous, rewrapped, unopened: [] }
}

interface SwitchOptions {
  /** Switches although secrets do not open; they stay as they are. */
  readonly despiteUnopened: boolean
}

/**
 * Makes `successor` the key that wraps. Before that, proves that it unwraps what it wraps, and reads back every secret's data key
 * wrapped with it. The old keys stay as they are, so each data key opens at every moment.
 *
 * @throws AgentError; nothing has changed then
 */
export const switchKey = async (
  parts: RotationParts,
  rotated: RotatedKey,
  successor: string,
  { despiteUnopened }: SwitchOptions,
): Promise<Rotation> => {
  const { states } = parts
  const { key } = rotated
  await wrapAndReadBack(parts, rotated, successor, randomBytes(32))
  const { rewrapped, unopened } = await rewrapSecrets(parts, rotated, successor)
  const [first] = unopened
  if (first && !despiteUnopened)
    throw new AgentError(
      'cannotOpen',
      `Secrets do not open: ${unopened.map(({ name, uniqueIdentifier }) => `${name} (needs ${uniqueIdentifier})`).join(', ')}. ${first.reason}`,
      `Restore or delete them; or leave them as they are: kmip agent adopt ${key} ${successor}`,
    )
  const state = await states.get(key)
  const older = state ? [state.current, ...state.previous] : []
  const previous = [...new Set(older)].filter((each) => each !== successor)
  const next: KeyState = { current: successor, previous, rotation: { step: 'replace', rewrapped } }
  await states.put(key, next)
  return { ...(await finishReplacement(parts, key, next)), unopened }
}
