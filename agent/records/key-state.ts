import { join } from 'node:path'
import { readFileIfExists, replaceFile } from '../../durable/durable-file.ts'

/** The keys of the KMS that a key-encryption key of the configuration stands for. */
export interface KeyState {
  /** The Unique Identifier of the key that wraps data keys now. */
  readonly current: string
  /** Older keys, newest first: data keys may still need them. */
  readonly previous: readonly string[]
  /** The key that a rotation replaces; absent when no rotation is in progress. */
  readonly rekeying?: string
}

export interface KeyStates {
  get(key: string): Promise<KeyState | undefined>
  /** @throws RangeError when nothing is recorded: read the state through the agent first */
  require(key: string): Promise<KeyState>
  /** Resolves when the state is on the disk. */
  put(key: string, state: KeyState): Promise<void>
}

/** One file a key: `keys/orders.json`. */
export const openKeyStates = (directory: string): KeyStates => {
  const toPath = (key: string): string => join(directory, `${key}.json`)
  const get = async (key: string): Promise<KeyState | undefined> => {
    const bytes = await readFileIfExists(toPath(key))
    return bytes && JSON.parse(bytes.toString())
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
