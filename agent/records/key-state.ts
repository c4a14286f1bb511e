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
  /** On the disk when it returns. */
  put(key: string, state: KeyState): Promise<void>
}

/** One file a key: `keys/orders.json`. */
export const openKeyStates = (directory: string): KeyStates => {
  const pathOf = (key: string): string => join(directory, `${key}.json`)
  return {
    async get(key) {
      const bytes = await readFileIfExists(pathOf(key))
      return bytes && (JSON.parse(bytes.toString()) as KeyState)
    },
    put: (key, state) => replaceFile(pathOf(key), `${JSON.stringify(state, undefined, 2)}\n`, 0o600),
  }
}
