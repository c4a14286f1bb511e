import { randomBytes } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import type { ByteSource } from '../durable/write-in-batches.ts'
import type { AgentConfig, KeyConfig } from './configuration/load-agent-config.ts'
import type { DataKeyCache } from './data-key-cache.ts'
import { open, seal } from './envelope/envelope.ts'
import { saltSize } from './envelope/header.ts'
import { decodeWrappedKey, readKeyName } from './envelope/wrapped-key.ts'
import { AgentError } from './interface/agent-error.ts'
import type { KeyUse, RekeyOptions, Retirement, RetireOptions, Rotation } from './interface/routes.ts'
import { createWrapDataKey } from './kms/first-use.ts'
import { discoverKey, findKeys } from './kms/key-encryption-key.ts'
import { unwrapKey } from './kms/wrapping.ts'
import type { KeyState } from './records/key-state.ts'
import { adopt } from './rotation/adopt.ts'
import { rekey, undoRekey } from './rotation/rekey.ts'
import { listKeyUses, retire } from './rotation/retire.ts'
import type { RotatedKey, RotationParts } from './rotation/rotation-parts.ts'

export interface DataKey {
  /** 32 bytes. */
  readonly plaintext: Uint8Array
  readonly wrapped: Uint8Array
}

export interface AgentParts extends RotationParts {
  readonly config: Pick<AgentConfig, 'keys'>
  readonly cache: DataKeyCache
}

/** What the agent does. Permissions are checked before. `key` is a name in the configuration. */
export interface Agent {
  /** A random data key, in the clear and wrapped. */
  createDataKey(key: string): Promise<DataKey>
  wrap(key: string, plaintext: Uint8Array): Promise<Uint8Array>
  /** @throws AgentError `cannotOpen` when it is altered or wrapped with another key */
  unwrap(key: string, wrapped: Uint8Array): Promise<Uint8Array>
  /** The same data key, wrapped with the key in use now. */
  rewrap(key: string, wrapped: Uint8Array): Promise<Uint8Array>
  encrypt(key: string, source: ByteSource, context: string): AsyncGenerator<Uint8Array>
  decrypt(key: string, source: ByteSource, context: string): AsyncGenerator<Uint8Array>
  readSecret(name: string): Promise<Buffer>
  /** Overwrites a secret of that name only with `replace`. */
  writeSecret(key: string, name: string, value: Uint8Array, replace: boolean): Promise<void>
  deleteSecret(name: string): Promise<void>
  listSecrets(): Promise<string[]>
  /** The keys of the KMS that a key stands for. */
  readKeyState(key: string): Promise<KeyState>
  /** Rotates a key: {@link rekey}. With `undo`, gives up a rotation that did not complete. */
  rekey(key: string, options?: Partial<RekeyOptions>): Promise<Rotation>
  /** Makes an existing key of the KMS the current one: {@link adopt}. */
  adopt(key: string, uniqueIdentifier: string): Promise<Rotation>
  /** The keys of the KMS that a key stands for and stood for, and the secrets that need them. */
  listKeyUses(key: string): Promise<readonly KeyUse[]>
  /** Deactivates older keys that no secret needs: {@link retire}. */
  retire(key: string, options: Partial<RetireOptions>): Promise<Retirement>
  /** Completes rotations that a stop interrupted. */
  resume(): Promise<void>
}

/** Bytes. A wrapped data key must fit into the header of an envelope. */
const maximumDataKeySize = 4096

/** Names the key in a refusal of the KMS. */
const nameKey = (error: unknown, key: string, uniqueIdentifier: string): unknown =>
  error instanceof AgentError && (error.code === 'kmsRefused' || error.code === 'notFound')
    ? new AgentError(
        error.code,
        `${error.message} The key ${key} needs ${uniqueIdentifier} there.`,
        error.hint ?? 'See what is wrong with the key: kmip doctor',
        { cause: error },
      )
    : error

export const toSecretContext = (name: string): string => `secret ${name}`

export const createAgent = (parts: AgentParts): Agent => {
  const { config, kms, states, secrets, cache, mutex } = parts
  const wrapDataKey = createWrapDataKey(kms)

  const requireKeyConfig = (key: string): KeyConfig => {
    const found = Object.hasOwn(config.keys, key) ? config.keys[key] : undefined
    if (!found)
      throw new AgentError('notFound', `The agent has no key ${key}.`, 'Add it under [keys] in the configuration.')
    return found
  }

  /** Finds the key by its Name once and records its identifier: a later search could find another key of that Name. */
  const readKeyState = async (key: string): Promise<KeyState> => {
    const known = await states.get(key)
    if (known) return known
    return mutex(key, async () => {
      const meanwhile = await states.get(key)
      if (meanwhile) return meanwhile
      const state = await kms.useWithRetry((client) => discoverKey(client, requireKeyConfig(key)))
      await states.put(key, state)
      return state
    })
  }

  /** By key: its generations that this agent did not make. Another agent with the same key may rotate it too. */
  const foreignKeys = new Map<string, readonly string[]>()

  /** @throws AgentError `cannotOpen` unless the key is or was that key of the KMS */
  const requireKnown = async (key: string, uniqueIdentifier: string): Promise<void> => {
    const { current, previous } = await readKeyState(key)
    if ([current, ...previous, ...(foreignKeys.get(key) ?? [])].includes(uniqueIdentifier)) return
    const found = await kms.useWithRetry((client) => findKeys(client, requireKeyConfig(key)))
    foreignKeys.set(key, found)
    if (found.includes(uniqueIdentifier)) return
    throw new AgentError(
      'cannotOpen',
      `The key ${key} never was ${uniqueIdentifier} in the KMS.`,
      `If another agent sealed with it: kmip agent adopt ${key} ${uniqueIdentifier}, and then kmip agent adopt ${key} ${current}`,
    )
  }

  const wrap = async (key: string, plaintext: Uint8Array): Promise<Uint8Array> => {
    if (plaintext.length === 0 || plaintext.length > maximumDataKeySize)
      throw new AgentError(
        'badRequest',
        `A data key has 1 to ${maximumDataKeySize} bytes.`,
        'Seal larger data: kmip seal',
      )
    const { method } = requireKeyConfig(key)
    const { current } = await readKeyState(key)
    const wrapped = await wrapDataKey({ method, key, uniqueIdentifier: current }, plaintext).catch((error: unknown) => {
      throw nameKey(error, key, current)
    })
    cache.put(wrapped, plaintext)
    return wrapped
  }

  const unwrap = async (key: string, wrapped: Uint8Array): Promise<Uint8Array> => {
    const wrappedKey = decodeWrappedKey(wrapped)
    if (wrappedKey.key !== key)
      throw new AgentError('cannotOpen', `This data key is wrapped with the key ${wrappedKey.key}, not ${key}.`)
    const { method } = requireKeyConfig(key)
    await requireKnown(key, wrappedKey.uniqueIdentifier)
    if (wrappedKey.method === 'local' && method !== 'local')
      throw new AgentError(
        'notPermitted',
        `The key ${key} may not leave the KMS.`,
        `Set method = "local" under [keys.${key}] to allow it.`,
      )
    const known = cache.get(wrapped)
    if (known) return known
    const plaintext = await kms
      .useWithRetry((client) => unwrapKey(client, wrappedKey))
      .catch((error: unknown) => {
        throw nameKey(error, key, wrappedKey.uniqueIdentifier)
      })
    cache.put(wrapped, plaintext)
    return plaintext
  }

  async function* encrypt(key: string, source: ByteSource, context: string): AsyncGenerator<Uint8Array> {
    const dataKey = randomBytes(32)
    try {
      const wrappedKey = await wrap(key, dataKey)
      yield* seal(source, { dataKey, wrappedKey, salt: randomBytes(saltSize), context })
    } finally {
      dataKey.fill(0)
    }
  }

  const decrypt = (key: string, source: ByteSource, context: string) =>
    open(source, { unwrap: (wrapped) => unwrap(key, wrapped), context })

  const toRotatedKey = (key: string): RotatedKey => ({
    key,
    config: requireKeyConfig(key),
    unwrap: (wrapped) => unwrap(key, wrapped),
  })

  const toMissingSecretError = (name: string): AgentError => new AgentError('notFound', `There is no secret ${name}.`)

  return {
    async createDataKey(key) {
      const plaintext = randomBytes(32)
      return { plaintext, wrapped: await wrap(key, plaintext) }
    },
    wrap,
    unwrap,
    rewrap: async (key, wrapped) => wrap(key, await unwrap(key, wrapped)),
    encrypt,
    decrypt,
    async readSecret(name) {
      const envelope = await secrets.get(name)
      if (!envelope) throw toMissingSecretError(name)
      const unwrapAny = (wrapped: Uint8Array) => unwrap(readKeyName(wrapped), wrapped)
      return buffer(open([envelope], { unwrap: unwrapAny, context: toSecretContext(name) }))
    },
    async writeSecret(key, name, value, replace) {
      await readKeyState(key)
      // Waits for a rotation: after one, no secret needs an older key.
      await mutex(key, async () => {
        const envelope = await buffer(encrypt(key, [value], toSecretContext(name)))
        await mutex(`secret ${name}`, async () => {
          if (!(await secrets.put(name, envelope, replace)))
            throw new AgentError('exists', `The secret ${name} exists already.`, 'Overwrite it with --replace.')
        })
      })
    },
    async deleteSecret(name) {
      if (!(await secrets.delete(name))) throw toMissingSecretError(name)
    },
    listSecrets: () => secrets.names(),
    readKeyState,
    async rekey(key, { undo = false } = {}) {
      await readKeyState(key)
      return (undo ? undoRekey : rekey)(parts, toRotatedKey(key))
    },
    adopt: async (key, uniqueIdentifier) => adopt(parts, toRotatedKey(key), uniqueIdentifier),
    async listKeyUses(key) {
      await readKeyState(key)
      return listKeyUses(parts, key)
    },
    async retire(key, options) {
      await readKeyState(key)
      return retire(parts, key, requireKeyConfig(key), options)
    },
    async resume() {
      for (const key of Object.keys(config.keys)) {
        const state = await states.get(key)
        if (state?.rotation !== undefined) await rekey(parts, toRotatedKey(key))
      }
    },
  }
}
