import { join } from 'node:path'
import { z } from 'zod'
import { readFileIfExists, replaceFile } from '../../durable/durable-file.ts'

const identifier = z.string().min(1)

/** A rotation in progress. A step is on the disk before its work begins, and its work may run twice. */
const rotationState = z.discriminatedUnion('step', [
  /** The KMS may have a key with the Name of this generation, if there is one. Nothing depends on it. */
  z.object({ step: z.literal('create'), generation: z.number().exactOptional() }),
  /** The KMS has the new key. Nothing depends on it. */
  z.object({ step: z.literal('prove'), successor: identifier }),
  /** The new key is the current one. The headers of secrets may still have the old wrapped data key: old → new, base64. */
  z.object({ step: z.literal('replace'), rewrapped: z.record(z.string(), z.string()) }),
])

const keyState = z.object({
  current: identifier,
  previous: z.array(identifier).readonly(),
  rotation: rotationState.exactOptional(),
})

/** The keys of the KMS that a key-encryption key of the configuration stands for. */
export interface KeyState {
  /** The Unique Identifier of the key that wraps data keys now. */
  readonly current: string
  /** Older keys, newest first: data keys may still need them. */
  readonly previous: readonly string[]
  /** Absent when no rotation is in progress. */
  readonly rotation?: z.output<typeof rotationState>
}

export interface KeyStates {
  get(key: string): Promise<KeyState | undefined>
  /** @throws RangeError when nothing is recorded: read the state through the agent first */
  require(key: string): Promise<KeyState>
  /** Resolves when the state is on the disk. */
  put(key: string, state: KeyState): Promise<void>
}

/** One file a key: `keys/orders.json`. Version 0.1 recorded a rotation in another way; nothing depends on that record. */
export const openKeyStates = (directory: string): KeyStates => {
  const toPath = (key: string): string => join(directory, `${key}.json`)
  const get = async (key: string): Promise<KeyState | undefined> => {
    const bytes = await readFileIfExists(toPath(key))
    return bytes && keyState.parse(JSON.parse(bytes.toString()))
  }
  return {
    get,
    async require(key) {
      const state = await get(key)
      if (!state) throw new RangeError(`no state of the key ${key} is recorded`)
      return state
    },
    put: (key, state) => replaceFile(toPath(key), `${JSON.stringify(state, undefined, 2)}\n`, 0o600),
  }
}
