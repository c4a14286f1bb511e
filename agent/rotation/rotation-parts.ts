import type { KeyedMutex } from '../../concurrency/keyed-mutex.ts'
import type { KeyConfig } from '../configuration/load-agent-config.ts'
import type { Kms } from '../kms/kms.ts'
import type { KeyStates } from '../records/key-state.ts'
import type { Secrets } from '../records/secrets.ts'

export interface RotationParts {
  readonly kms: Kms
  readonly states: KeyStates
  readonly secrets: Secrets
  /** By name of a key, or `secret NAME`. */
  readonly mutex: KeyedMutex
}

/** A key-encryption key that rotates. */
export interface RotatedKey {
  /** Its name in the configuration. */
  readonly key: string
  readonly config: KeyConfig
  /** Unwraps a data key that any key of its state wrapped. */
  readonly unwrap: (wrapped: Uint8Array) => Promise<Uint8Array>
}
