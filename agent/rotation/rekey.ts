import { randomBytes } from 'node:crypto'
import type { KeyedMutex } from '../../concurrency/keyed-mutex.ts'
import type { KeyConfig } from '../configuration/load-agent-config.ts'
import { decodeHeader, encodeHeader } from '../envelope/header.ts'
import { decodeWrappedKey, encodeWrappedKey } from '../envelope/wrapped-key.ts'
import { AgentError } from '../interface/agent-error.ts'
import type { Rotation } from '../interface/routes.ts'
import { findOrCreateSuccessor } from '../kms/key-encryption-key.ts'
import type { Kms } from '../kms/kms.ts'
import { unwrapKey, wrapKey } from '../kms/wrapping.ts'
import type { KeyState, KeyStates } from '../records/key-state.ts'
import type { Secrets } from '../records/secrets.ts'

export interface RotationParts {
  readonly kms: Kms
  readonly states: KeyStates
  readonly secrets: Secrets
  /** By name of a key, or `secret NAME`. */
  readonly mutex: KeyedMutex
}

/** Switches to the new key before any secret is rewrapped; the old key stays in the state. */
const beginRotation = async (parts: RotationParts, key: string, config: KeyConfig): Promise<KeyState> => {
  const { states, kms } = parts
  const state = await states.require(key)
  const old = state.rekeying ?? state.current
  if (state.rekeying === undefined) await states.put(key, { ...state, rekeying: old })
  if (state.current !== old) return state
  const current = await kms.use((client) => findOrCreateSuccessor(client, old, config, state.previous.length + 2))
  await requireWorking(parts, key, config, current)
  const next: KeyState = { current, previous: [old, ...state.previous.filter((each) => each !== old)], rekeying: old }
  await states.put(key, next)
  return next
}

/** Checks that a new key unwraps what it wraps, before anything depends on it. */
const requireWorking = async (
  { kms }: RotationParts,
  key: string,
  { method }: KeyConfig,
  uniqueIdentifier: string,
): Promise<void> => {
  const probe = randomBytes(32)
  const opened = await kms.useWithRetry(async (client) =>
    unwrapKey(client, await wrapKey(client, { method, key, uniqueIdentifier }, probe)),
  )
  if (!probe.equals(opened))
    throw new AgentError('kmsRefused', 'The new key does not unwrap what it wraps. Nothing was changed.')
}

/** Wraps the data key of a secret with the new key. @returns whether that was necessary */
const rewrapSecret = async (
  { kms, secrets }: RotationParts,
  name: string,
  target: { readonly key: string; readonly config: KeyConfig; readonly current: string },
  unwrap: (wrapped: Uint8Array) => Promise<Uint8Array>,
): Promise<boolean> => {
  const envelope = await secrets.get(name)
  const found = envelope && decodeHeader(envelope)
  if (!found) return false
  const old = decodeWrappedKey(found.header.wrappedKey)
  if (old.key !== target.key || old.uniqueIdentifier === target.current) return false
  const dataKey = await unwrap(found.header.wrappedKey)
  const { method } = target.config
  const wrappedKey = await kms.useWithRetry((client) =>
    wrapKey(client, { method, key: target.key, uniqueIdentifier: target.current }, dataKey),
  )
  const header = encodeHeader({ wrappedKey: encodeWrappedKey(wrappedKey), salt: found.header.salt })
  await secrets.put(name, Buffer.concat([header, envelope.subarray(found.size)]), true)
  dataKey.fill(0)
  return true
}

/**
 * Rotates a key-encryption key: creates a new one in the KMS and wraps the data keys of all secrets with it. Each step is on the
 * disk before the next begins and may run twice: the next run completes one that stopped. Old keys stay unchanged, so each data
 * key opens at every moment.
 *
 * @param unwrap unwraps a data key of any key of the state
 */
export const rekey = (
  parts: RotationParts,
  key: string,
  config: KeyConfig,
  unwrap: (wrapped: Uint8Array) => Promise<Uint8Array>,
): Promise<Rotation> =>
  parts.mutex(key, async () => {
    const { states, secrets, mutex } = parts
    const { current, previous } = await beginRotation(parts, key, config)
    let rewrapped = 0
    for (const name of await secrets.names())
      if (await mutex(`secret ${name}`, () => rewrapSecret(parts, name, { key, config, current }, unwrap))) rewrapped++
    await states.put(key, { current, previous })
    return { current, previous, rewrapped }
  })
