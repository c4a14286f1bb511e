import { join } from 'node:path'
import { readFileIfExists, replaceFile } from '../../durable/durable-file.ts'

/** Which keys of the KMS a key-encryption key of the configuration stands for. */
export interface KeyState {
  /** Unique Identifier of the one that data keys are wrapped with now. */
  readonly current: string
  /** Those before it that data keys may still be wrapped with, newest first. */
  readonly previous: readonly string[]
  /** A new key is on its way: the one that it replaces. Until all records are wrapped anew. */
  readonly rekeying?: string
}

export interface KeyStates {
  get(key: string): Promise<KeyState | undefined>
  /** @throws RangeError when nothing is recorded: read the state through the agent first */
  require(key: string): Promise<KeyState>
  /** On the disk when it returns. */
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
